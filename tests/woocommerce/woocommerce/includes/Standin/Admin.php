<?php

namespace Standin;

/**
 * The pages of WooCommerce in the admin: its settings, and the list of orders.
 */
final class Admin
{
    public static function listen(): void
    {
        add_action('admin_menu', [self::class, 'menu']);
        add_action('admin_init', [SettingsPage::class, 'save']);
    }

    public static function menu(): void
    {
        $may = 'manage_woocommerce';
        add_menu_page('WooCommerce', 'WooCommerce', $may, 'woocommerce', '__return_null', '', 55);
        $show = [SettingsPage::class, 'show'];
        add_submenu_page('woocommerce', 'WooCommerce settings', 'Settings', $may, 'wc-settings', $show);
        if (Tables::own()) {
            $show = [OrderScreen::class, 'show'];
            $page = add_submenu_page('woocommerce', 'Orders', 'Orders', 'edit_shop_orders', 'wc-orders', $show);
            add_action('load-' . $page, [OrderScreen::class, 'load']);
        }
    }
}
