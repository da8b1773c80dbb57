<?php

namespace AmendsDesk;

final class NamedThings
{
    private const OPTION = 'amends_desk_thing';
    private const META = '_amends_desk_thing';

    public static function all($order, string $kind): void
    {
        $hook = 'amends_desk_' . $kind;
        update_option(self::OPTION, get_option('admin_email'));
        foreach (['connection', 'policy'] as $name) {
            delete_option('amends_desk_' . $name);
        }
        set_transient("amends_desk_state_{$kind}", 1, 60);
        $order->update_meta_data(self::META, 1);
        do_action($hook, $order);
        as_schedule_single_action(time(), $hook, [], 'amends-desk');
        as_unschedule_all_actions('', [], 'amends-desk');
        add_shortcode('amends_thing', [self::class, 'all']);
        register_rest_route('amends/v1', '/x', ['permission_callback' => [self::class, 'may']]);
        add_action('admin_post_amends_desk_' . $kind, [self::class, 'x']);
        wp_enqueue_style('amends-desk-form', 'x.css');
        add_meta_box('amends-desk', 'Amends', [self::class, 'all']);
        // phpcs:ignore AmendsDesk.Naming.Prefix -- WooCommerce's own setting, on the owner's click
        update_option('woocommerce_refund_returns_page_id', 7);
    }
}
