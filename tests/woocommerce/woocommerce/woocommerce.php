<?php

/**
 * Plugin Name: WooCommerce
 * Description: A small stand-in for WooCommerce, for the tests of the Amends plugin: no shop should use it.
 * Version: 11.0.1
 * Requires at least: 6.5
 * Requires PHP: 7.4
 *
 * Written from WooCommerce's documented hooks, functions and classes; tests/woocommerce/test_standin.py holds their
 * signatures against those of a real WooCommerce. All that WooCommerce does not have is in the namespace Standin.
 *
 * @package Standin
 */

defined('ABSPATH') || exit;

define('WC_PLUGIN_FILE', __FILE__);
define('WC_VERSION', '11.0.1');

spl_autoload_register(
    static function ($class) {
        $file = __DIR__ . '/includes/' . str_replace('\\', '/', $class) . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
);

foreach (['order', 'page', 'action-scheduler'] as $standin_functions) {
    require __DIR__ . '/includes/' . $standin_functions . '-functions.php';
}

Standin\Start::listen();
