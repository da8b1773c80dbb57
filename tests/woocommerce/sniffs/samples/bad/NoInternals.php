<?php

namespace AmendsDesk;

use Automattic\WooCommerce\Internal\DataStores; // bad
use Automattic\WooCommerce as Woo;

function may(): bool
{
    $named = 'Automattic\\WooCommerce\\Internal\\Admin\\Loader'; // bad
    return Woo\Internal\Features::on() // bad
        && \automattic\woocommerce\internal\Features::on() // bad
        && DataStores\Orders::on(); // bad
}
