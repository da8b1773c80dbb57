<?php

/**
 * A product, as far as an order's line knows it.
 */
class WC_Product extends WC_Abstract_Legacy_Product
{
    /** @param array<string, mixed> $product */
    public function __construct($product = [])
    {
        $this->data = $product;
        $this->id = (int) ($product['id'] ?? 0);
    }

    public function get_name($context = 'view')
    {
        return $this->prop('name');
    }

    public function get_sku($context = 'view')
    {
        return $this->prop('sku');
    }

    public function get_type()
    {
        return 'simple';
    }

    public function is_virtual()
    {
        return (bool) $this->prop('virtual', false);
    }

    public function is_downloadable()
    {
        return (bool) $this->prop('downloadable', false);
    }

    public function get_category_ids($context = 'view')
    {
        return $this->prop('category_ids', []);
    }
}
