<?php

namespace AmendsDesk;

use Automattic\WooCommerce\Utilities\OrderUtil;

/**
 * A box beside the order: whether the desk knows it, how its cases stand, and the way to them.
 */
final class OrderBox
{
    public static function listen(): void
    {
        add_action('add_meta_boxes', [self::class, 'add']);
    }

    public static function add(): void
    {
        if (Connection::current() !== null) {
            // The screen has another name where orders have tables of their own.
            $screen = OrderUtil::get_order_admin_screen();
            add_meta_box('amends-desk', __('Amends desk', 'amends-desk'), [self::class, 'show'], $screen, 'side');
        }
    }

    public static function show($post_or_order): void
    {
        $order = $post_or_order instanceof \WC_Order ? $post_or_order : wc_get_order($post_or_order->ID);
        $connection = Connection::current();
        if (!$order instanceof \WC_Order || $connection === null) {
            return;
        }
        $sent = (int) $order->get_meta(OrderRelay::META_SENT);
        $told = $sent > 0
            /* translators: %s: day and time */
            ? sprintf(__('The desk knows this order as it was on %s.', 'amends-desk'), wp_date('Y-m-d H:i', $sent))
            : __('The desk does not know this order yet.', 'amends-desk');
        echo '<p>', esc_html($told), '</p>';
        $inbox = $connection->agreed . '/inbox/';
        self::cases(CaseStates::of($order), $inbox . 'case/');
        echo '<p><a href="', esc_url($inbox), '">', esc_html__('Open the inbox', 'amends-desk'), '</a></p>';
    }

    /** @param array<string, array{title: string, told: string, at: string, since: int, closed: bool}> $cases */
    private static function cases(array $cases, string $address): void
    {
        foreach ($cases as $reference => $case) {
            $state = $case['closed'] ? __('closed', 'amends-desk') : __('open', 'amends-desk');
            echo '<p><a href="', esc_url($address . rawurlencode((string) $reference)), '"><span dir="auto">',
                esc_html($case['title']), '</span></a> · ', esc_html((string) $reference), ' · ', esc_html($state);
            if ($case['told'] !== '') {
                echo '<br><span dir="auto">', esc_html($case['told']), '</span>';
            }
            echo '</p>';
        }
    }
}
