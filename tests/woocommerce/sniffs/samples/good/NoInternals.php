<?php

namespace AmendsDesk;

use Automattic\WooCommerce\Utilities\OrderUtil;

function may(): bool
{
    // Automattic\WooCommerce\Internal is only spoken of here.
    return class_exists('Automattic\WooCommerce\Utilities\FeaturesUtil') && OrderUtil::is_order(1);
}
