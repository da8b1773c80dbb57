<?php

/**
 * A product in an order.
 */
class WC_Order_Item_Product extends WC_Order_Item
{
    public function get_quantity($context = 'view')
    {
        return (int) $this->prop('quantity', 1);
    }

    public function get_total($context = 'view')
    {
        return (string) $this->prop('total', '0');
    }

    public function get_total_tax($context = 'view')
    {
        return (string) $this->prop('total_tax', '0');
    }

    public function get_product_id($context = 'view')
    {
        return (int) $this->prop('product_id', 0);
    }

    public function get_variation_id($context = 'view')
    {
        return 0;
    }

    public function get_product()
    {
        $about = $this->prop('product', null);
        // A product that was deleted is false there, and so here.
        return is_array($about) ? new WC_Product($about) : false;
    }
}
