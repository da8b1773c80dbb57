<?php

namespace Standin;

/**
 * What of an order has been refunded, and what is left.
 */
trait OrderRefunds
{
    public function get_refunds()
    {
        return array_map('wc_get_order', Tables::ids(['shop_order_refund'], $this->get_id()));
    }

    public function get_total_refunded()
    {
        return (string) array_sum(array_map(static fn($refund) => (float) $refund->get_amount(), $this->get_refunds()));
    }

    public function get_remaining_refund_amount()
    {
        return number_format((float) $this->get_total() - (float) $this->get_total_refunded(), 2, '.', '');
    }

    public function get_remaining_refund_items()
    {
        return $this->get_item_count();
    }

    public function get_qty_refunded_for_item($item_id, $item_type = 'line_item')
    {
        return 0;
    }
}
