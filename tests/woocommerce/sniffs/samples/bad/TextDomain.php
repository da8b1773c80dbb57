<?php

namespace AmendsDesk;

function words(int $count, string $word): array
{
    return [
        __('One'), // bad
        __('One', 'woocommerce'), // bad
        __($word, 'amends-desk'), // bad
        __("One $word", 'amends-desk'), // bad
        esc_html__('One', DOMAIN), // bad
        _x('Order', $word, 'amends-desk'), // bad
        _n('%d order', '%d orders', 'amends-desk'), // bad
        _n('%d order', $word, $count, 'amends-desk'), // bad
    ];
}
