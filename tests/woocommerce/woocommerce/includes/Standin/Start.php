<?php

namespace Standin;

/**
 * Wires the stand-in as WooCommerce wires itself: its own hooks fire at the moments at which they do there.
 */
final class Start
{
    public static function listen(): void
    {
        register_activation_hook(WC_PLUGIN_FILE, [self::class, 'install']);
        add_action('plugins_loaded', [self::class, 'loaded'], -1);
        add_action('init', [self::class, 'init'], 0);
        add_action('wp_enqueue_scripts', [self::class, 'dress']);
        Account::listen();
        Checkout::listen();
        Mails::listen();
        Queue::listen();
        Privacy::listen();
        if (is_admin()) {
            Admin::listen();
            OrderScreen::listen();
        }
        // The class has to be known as loaded, and not only as loadable.
        class_exists(\WooCommerce::class);
    }

    public static function install(): void
    {
        Tables::create();
        foreach (['administrator', 'shop_manager'] as $role) {
            if (get_role($role) === null) {
                add_role($role, 'Shop manager', get_role('editor')->capabilities);
            }
            get_role($role)->add_cap('manage_woocommerce');
            get_role($role)->add_cap('edit_shop_orders');
        }
        if (get_role('customer') === null) {
            add_role('customer', 'Customer', ['read' => true]);
        }
    }

    public static function loaded(): void
    {
        do_action('woocommerce_loaded');
    }

    public static function init(): void
    {
        do_action('before_woocommerce_init');
        self::types();
        do_action('woocommerce_init');
    }

    public static function dress(): void
    {
        wp_enqueue_style('woocommerce-general', plugins_url('shop.css', WC_PLUGIN_FILE), [], WC_VERSION);
    }

    private static function types(): void
    {
        $hidden = ['public' => false, 'show_ui' => false, 'rewrite' => false, 'query_var' => false];
        $menu = Tables::own() ? false : 'woocommerce';
        $shown = ['show_ui' => true, 'show_in_menu' => $menu, 'supports' => ['title']];
        $names = ['label' => 'Orders', 'labels' => ['edit_item' => 'Edit order']];
        register_post_type('shop_order', $names + $shown + $hidden);
        foreach (['shop_order_refund', 'shop_order_placehold'] as $type) {
            register_post_type($type, ['label' => $type] + $hidden);
        }
        foreach (wc_get_order_statuses() as $status => $label) {
            register_post_status($status, ['label' => $label, 'public' => false, 'show_in_admin_all_list' => true]);
        }
    }
}
