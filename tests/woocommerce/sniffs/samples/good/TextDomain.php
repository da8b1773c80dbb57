<?php

namespace AmendsDesk;

function words(int $count): array
{
    return [
        __('One', 'amends-desk'),
        esc_html__('A long sentence that goes on ' . 'over two lines.', 'amends-desk'),
        _x('Order', 'verb', 'amends-desk'),
        _n('%d order', '%d orders', $count, 'amends-desk'),
        _nx('%d order', '%d orders', $count, 'noun', 'amends-desk'),
    ];
}
