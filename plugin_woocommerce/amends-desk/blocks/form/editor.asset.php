<?php

/**
 * What the editor has to load first.
 *
 * @package AmendsDesk
 */

return [
    'dependencies' => ['wp-blocks', 'wp-block-editor', 'wp-components', 'wp-element', 'wp-server-side-render'],
    'version' => '0.1.0',
];
