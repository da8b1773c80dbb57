<?php

namespace Standin;

/**
 * What is told of a refund that was made. One that uses up the order changes the order's status.
 *
 * With `late` in the option standin_gateway something fails here, as a mail or another plugin may: after the payment.
 */
final class Refunding
{
    /** @param array<string, mixed> $args what wc_create_refund() was asked */
    public static function tell(\WC_Order $order, \WC_Order_Refund $refund, array $args, float $left): void
    {
        if (get_option('standin_gateway', '') === 'late') {
            throw new \Exception('A mail could not be written.');
        }
        $partly = $left - (float) $args['amount'] > 0.00005;
        $ids = [$order->get_id(), $refund->get_id()];
        do_action($partly ? 'woocommerce_order_partially_refunded' : 'woocommerce_order_fully_refunded', ...$ids);
        if (!$partly) {
            $order->update_status(apply_filters('woocommerce_order_fully_refunded_status', 'refunded', ...$ids));
        }
        do_action('woocommerce_refund_created', $refund->get_id(), $args);
        do_action('woocommerce_order_refunded', ...$ids);
    }
}
