<?php

$total = 1; // bad
define('DESK', 1); // bad

function desk_total() // bad
{
    return 1;
}

class Desk // bad
{
    private const OPTION = 'thing';

    public static function all($order, string $kind): void
    {
        update_option(self::OPTION, 1); // bad
        update_option($kind . '_amends_desk', 1); // bad
        foreach (['connection', 'policy'] as $name) {
            delete_option($name); // bad
        }
        set_transient("state_$kind", 1, 60); // bad
        $order->update_meta_data('_thing', 1); // bad
        do_action('desk_heard', $order); // bad
        apply_filters('amends-desk_url', $order); // bad
        as_enqueue_async_action('relay', [], 'amends-desk'); // bad
        as_unschedule_all_actions('', [], 'desk'); // bad
        add_shortcode('link', [self::class, 'all']); // bad
        register_rest_route('desk/v1', '/x', ['permission_callback' => [self::class, 'may']]); // bad
        add_action('admin_post_connect', [self::class, 'x']); // bad
        wp_enqueue_style('form', 'x.css'); // bad
        add_meta_box('desk', 'Amends', [self::class, 'all']); // bad
        check_admin_referer($kind); // bad
    }
}
