<?php

namespace Standin;

/**
 * Who ordered, and where it goes.
 */
trait OrderPeople
{
    public function get_customer_id($context = 'view')
    {
        return (int) $this->prop('customer_id', 0);
    }

    public function get_user_id($context = 'view')
    {
        return $this->get_customer_id($context);
    }

    public function get_billing_email($context = 'view')
    {
        return $this->prop('billing_email');
    }

    public function get_billing_phone($context = 'view')
    {
        return $this->prop('billing_phone');
    }

    public function get_billing_first_name($context = 'view')
    {
        return $this->prop('billing_first_name');
    }

    public function get_billing_last_name($context = 'view')
    {
        return $this->prop('billing_last_name');
    }

    public function get_billing_country($context = 'view')
    {
        return $this->prop('billing_country');
    }

    public function get_shipping_country($context = 'view')
    {
        return $this->prop('shipping_country');
    }

    public function get_formatted_billing_full_name()
    {
        return trim($this->get_billing_first_name() . ' ' . $this->get_billing_last_name());
    }
}
