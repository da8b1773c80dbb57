<?php

namespace Standin;

/**
 * One payment provider that pays back, counts how often it did, and may refuse.
 *
 * Option standin_gateway: '' pays, 'refuse' refuses in its own words, 'fail' says only that it did not, 'late' pays and
 * then something else fails.
 * Option standin_paid: what it paid, as a list of order, amount and reason.
 */
final class Gateways
{
    public const NAME = 'lab-pay';

    public static function instance(): self
    {
        static $one = null;
        return $one ??= new self();
    }

    /** @return true|\WP_Error */
    public static function refund(\WC_Order $order, \WC_Order_Refund $refund)
    {
        if ($order->get_payment_method() !== self::NAME) {
            $words = 'The payment gateway for this order does not support automatic refunds.';
            return new \WP_Error('error', $words);
        }
        $way = get_option('standin_gateway', '');
        if ($way === 'refuse') {
            return new \WP_Error('error', 'Lab Pay: the card of this payment is <b>closed</b>.');
        }
        if ($way === 'fail') {
            $words = 'An error occurred while attempting to create the refund using the payment gateway API.';
            return new \WP_Error('error', $words);
        }
        $paid = (array) get_option('standin_paid', []);
        $paid[] = [$order->get_id(), $refund->get_amount(), $refund->get_reason()];
        update_option('standin_paid', $paid, false);
        return true;
    }
}
