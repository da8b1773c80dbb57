<?php

namespace Standin;

/**
 * The table of what was ordered, with the hooks around it, on an order's page and after ordering.
 */
final class OrderTable
{
    public static function show($order_id): void
    {
        $order = wc_get_order($order_id);
        if (!$order instanceof \WC_Order) {
            return;
        }
        echo '<section class="woocommerce-order-details">';
        do_action('woocommerce_order_details_before_order_table', $order);
        echo '<h2 class="woocommerce-order-details__title">Order details</h2>';
        echo '<table class="woocommerce-table shop_table order_details"><tbody>';
        do_action('woocommerce_order_details_before_order_table_items', $order);
        foreach ($order->get_items() as $item) {
            echo '<tr><td>', esc_html($item->get_name()), ' <strong>× ', (int) $item->get_quantity(), '</strong>';
            do_action('woocommerce_order_item_meta_end', $item->get_id(), $item, $order, false);
            echo '</td><td>', wp_kses_post(wc_price($item->get_total())), '</td></tr>';
        }
        do_action('woocommerce_order_details_after_order_table_items', $order);
        echo '</tbody><tfoot><tr><th class="order-actions--heading">Actions:</th><td>';
        Account::actions($order, []);
        echo '</td></tr></tfoot><tfoot><tr><th scope="row">Total</th><td>', wp_kses_post(wc_price($order->get_total()));
        echo '</td></tr></tfoot></table>';
        do_action('woocommerce_order_details_after_order_table', $order);
        echo '</section>';
        do_action('woocommerce_after_order_details', $order);
    }
}
