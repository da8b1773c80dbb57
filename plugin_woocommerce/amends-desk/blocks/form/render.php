<?php

/**
 * Prints the block; what it prints is escaped where it is made.
 *
 * @package AmendsDesk
 */

echo '<div ', get_block_wrapper_attributes(), '>', AmendsDesk\FormPage::shortcode($attributes), '</div>';
