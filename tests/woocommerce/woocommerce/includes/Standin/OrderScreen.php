<?php

namespace Standin;

/**
 * An order in the admin: as a post's page with its boxes, or as a page of WooCommerce's own.
 */
final class OrderScreen
{
    public static function listen(): void
    {
        add_action('add_meta_boxes_shop_order', [self::class, 'boxes']);
    }

    public static function boxes(): void
    {
        $screen = \Automattic\WooCommerce\Utilities\OrderUtil::get_order_admin_screen();
        add_meta_box('woocommerce-order-data', 'Order data', [self::class, 'data'], $screen, 'normal', 'high');
        add_meta_box('woocommerce-order-items', 'Items', [self::class, 'items'], $screen, 'normal', 'high');
        add_meta_box('woocommerce-order-notes', 'Order notes', [self::class, 'notes'], $screen, 'side');
    }

    /** @param \WP_Post|\WC_Order $post_or_order */
    public static function data($post_or_order): void
    {
        $order = wc_get_order($post_or_order);
        echo '<h2>Order #', esc_html($order->get_order_number()), ' details</h2>';
        echo '<p>Status: ', esc_html(wc_get_order_statuses()['wc-' . $order->get_status()]), '</p>';
        echo '<p>Total: ', wp_kses_post(wc_price($order->get_total())), '</p>';
    }

    /** @param \WP_Post|\WC_Order $post_or_order */
    public static function items($post_or_order): void
    {
        foreach (wc_get_order($post_or_order)->get_refunds() as $refund) {
            echo '<p class="refund">Refund #', (int) $refund->get_id(), ' ';
            echo wp_kses_post(wc_price($refund->get_amount())), ' ', esc_html($refund->get_reason()), '</p>';
        }
    }

    /** @param \WP_Post|\WC_Order $post_or_order */
    public static function notes($post_or_order): void
    {
        echo '<ul class="order_notes">';
        foreach (wc_get_order_notes(['order_id' => wc_get_order($post_or_order)->get_id()]) as $note) {
            echo '<li class="note">', wp_kses_post(wpautop(wptexturize($note->content))), '</li>';
        }
        echo '</ul>';
    }

    public static function load(): void
    {
        $order = self::asked();
        if ($order !== null) {
            $screen = get_current_screen()->id;
            self::boxes();
            do_action('add_meta_boxes', $screen, $order);
            do_action('add_meta_boxes_' . $screen, $order);
        }
    }

    public static function show(): void
    {
        $order = self::asked();
        echo '<div class="wrap"><h1>', $order === null ? 'Orders' : 'Edit order', '</h1>';
        if ($order === null) {
            foreach (wc_get_orders(['type' => 'shop_order', 'limit' => 20]) as $one) {
                echo '<p><a href="', esc_url($one->get_edit_order_url()), '">#', (int) $one->get_id(), '</a></p>';
            }
        } else {
            echo '<form method="post" id="order"><div id="poststuff"><div id="post-body" class="columns-2">';
            $screen = get_current_screen()->id;
            echo '<div id="postbox-container-1" class="postbox-container">';
            do_meta_boxes($screen, 'side', $order);
            echo '</div><div id="postbox-container-2" class="postbox-container">';
            do_meta_boxes($screen, 'normal', $order);
            echo '</div></div></div></form>';
        }
        echo '</div>';
    }

    private static function asked(): ?\WC_Order
    {
        $order = ($_GET['action'] ?? '') === 'edit' ? wc_get_order((int) ($_GET['id'] ?? 0)) : false;
        return $order instanceof \WC_Order ? $order : null;
    }
}
