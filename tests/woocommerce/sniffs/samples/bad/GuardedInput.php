<?php

namespace AmendsDesk;

final class OpenThings
{
    public static function listen($named): void
    {
        foreach (['connect', 'maybe', 'late', 'forgiving'] as $act) {
            add_action('admin_post_amends_desk_' . $act, [self::class, $act]);
        }
        add_action('wp_ajax_amends_desk_look', static function () { // bad
            update_option('amends_desk_x', 1);
        });
        add_action('admin_post_amends_desk_unseen', $named); // bad
        register_rest_route('amends/v1', '/a', [['methods' => 'POST', 'callback' => 'x']]); // bad
        register_rest_route('amends/v1', '/b', ['callback' => 'x', 'permission_callback' => '__return_true']); // bad
        register_rest_route('amends/v1', '/c', $named); // bad
    }

    public static function connect(): void // bad
    {
        self::check();
    }

    public static function maybe(): void // bad
    {
        if (isset($_GET['sure'])) {
            check_admin_referer('amends_desk_maybe');
        }
        delete_option('amends_desk_x');
    }

    public static function late(): void // bad
    {
        update_option('amends_desk_x', $_POST['x']);
        check_admin_referer('amends_desk_late');
    }

    public static function forgiving(): void // bad
    {
        if (!wp_verify_nonce('x', 'amends_desk_forgiving')) {
            self::check();
        }
        delete_option('amends_desk_x');
    }

    private static function check(): void
    {
        current_user_can('manage_woocommerce');
    }

    public static function read(string $name) // bad
    {
        return $_REQUEST[$name];
    }

    public static function filtered() // bad
    {
        return filter_input(INPUT_POST, 'x');
    }
}
