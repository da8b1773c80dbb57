<?php

/**
 * Plugin Name: Amends Desk for WooCommerce
 * Description: One desk for complaints, refunds, returns and withdrawals: its links and policy in your shop.
 * Version: 0.1.0
 * Requires at least: 6.5
 * Requires PHP: 7.4
 * Requires Plugins: woocommerce
 * WC requires at least: 9.4
 * WC tested up to: 11.0
 * Author: Amends contributors
 * License: GPL-2.0-or-later
 * License URI: https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain: amends-desk
 * Domain Path: /languages
 *
 * @package AmendsDesk
 */

defined('ABSPATH') || exit;

spl_autoload_register(
    static function ($class) {
        $prefix = 'AmendsDesk\\';
        if (strncmp($class, $prefix, strlen($prefix)) === 0) {
            $file = __DIR__ . '/includes/' . substr($class, strlen($prefix)) . '.php';
            if (is_file($file)) {
                require $file;
            }
        }
    }
);

AmendsDesk\Plugin::start(__FILE__);
