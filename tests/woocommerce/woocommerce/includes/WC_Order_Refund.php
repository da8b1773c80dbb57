<?php

/**
 * A refund: a small order of its own below the order it belongs to.
 */
class WC_Order_Refund extends WC_Abstract_Order
{
    /** @var string */
    protected $status = 'completed';

    public function get_type()
    {
        return 'shop_order_refund';
    }

    public function get_amount($context = 'view')
    {
        return (string) $this->prop('amount', '0');
    }

    public function set_amount($value)
    {
        $this->data['amount'] = (string) $value;
        $this->data['total'] = (string) (-1 * (float) $value);
    }

    public function get_reason($context = 'view')
    {
        return $this->prop('reason');
    }

    public function set_reason($value)
    {
        $this->data['reason'] = (string) $value;
    }

    public function get_refunded_payment($context = 'view')
    {
        return (bool) $this->prop('refunded_payment', false);
    }

    public function set_refunded_payment($value)
    {
        $this->data['refunded_payment'] = (bool) $value;
    }

    public function set_currency($value)
    {
        $this->data['currency'] = $value;
    }

    public function delete($force_delete = false)
    {
        $check = apply_filters('woocommerce_pre_delete_order_refund', null, $this, $force_delete);
        return $check === null ? parent::delete($force_delete) : $check;
    }
}
