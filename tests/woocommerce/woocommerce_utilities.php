<?php

// phpcs:disable

namespace Automattic\WooCommerce\Utilities;

final class FeaturesUtil
{
    public static array $declared = [];

    public static function declare_compatibility(string $feature, string $file, bool $positive = true): bool
    {
        self::$declared[$feature] = $positive;
        return true;
    }
}

final class OrderUtil
{
    public static function get_order_admin_screen(): string
    {
        return 'woocommerce_page_wc-orders';
    }
}
