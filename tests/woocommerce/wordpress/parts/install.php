<?php

/**
 * Installs WordPress into an empty database: php install.php CORE. Prints nothing if all went well.
 */

define('WP_INSTALLING', true);

require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install('Lab Shop', 'orla', 'owner@shop.example', false, '', 'a good password');
