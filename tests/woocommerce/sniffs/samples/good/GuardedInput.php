<?php

namespace AmendsDesk;

final class GuardedThings
{
    public static function listen(): void
    {
        foreach (['connect', 'test'] as $act) {
            add_action('admin_post_amends_desk_' . $act, [self::class, $act]);
        }
        add_action('wp_ajax_amends_desk_look', static function () {
            check_ajax_referer('amends_desk_look');
        });
        add_action('admin_post_nopriv_amends_desk_form', [self::class, 'form']);
        $route = ['methods' => 'POST', 'callback' => 'x', 'permission_callback' => [self::class, 'may']];
        register_rest_route('amends/v1', '/a', [$route]);
        register_rest_route('amends/v1', '/b', ['callback' => 'x', 'permission_callback' => [self::class, 'may']]);
    }

    public static function connect(): void
    {
        self::check('connect');
        update_option('amends_desk_x', self::read('x'));
    }

    public static function test(): void
    {
        if (!isset($_POST['_wpnonce']) || !wp_verify_nonce($_POST['_wpnonce'], 'amends_desk_test')) {
            wp_die(esc_html__('No.', 'amends-desk'));
        }
        echo esc_html($_POST['x']);
    }

    // phpcs:ignore AmendsDesk.Security.GuardedInput -- pages that are cached carry no nonce; the form has a key
    public static function form(): void
    {
        echo esc_html($_POST['x']);
    }

    private static function check(string $act): void
    {
        if (!current_user_can('manage_woocommerce')) {
            wp_die(esc_html__('No.', 'amends-desk'));
        }
        check_admin_referer('amends_desk_' . $act);
    }

    private static function read(string $name): string
    {
        return isset($_GET[$name]) && is_string($_GET[$name]) ? wp_unslash($_GET[$name]) : '';
    }
}
