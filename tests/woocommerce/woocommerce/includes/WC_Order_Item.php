<?php

/**
 * A line of an order.
 */
class WC_Order_Item extends WC_Data
{
    /** @param array<string, mixed> $about */
    public function __construct($about = [])
    {
        $this->data = $about;
        $this->id = (int) ($about['id'] ?? 0);
    }

    public function get_name($context = 'view')
    {
        return $this->prop('name');
    }
}
