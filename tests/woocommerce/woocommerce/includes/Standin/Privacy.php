<?php

namespace Standin;

/**
 * WooCommerce's own places in WordPress' lists of what is kept of a person.
 */
final class Privacy
{
    public static function listen(): void
    {
        add_filter('wp_privacy_personal_data_exporters', [self::class, 'exporters']);
        add_filter('wp_privacy_personal_data_erasers', [self::class, 'erasers']);
    }

    /** @param array<string, mixed> $list */
    public static function exporters($list)
    {
        $callback = static fn() => ['data' => [], 'done' => true];
        return $list + ['woocommerce-customer-orders' => [
            'exporter_friendly_name' => 'WooCommerce Customer Orders', 'callback' => $callback,
        ]];
    }

    /** @param array<string, mixed> $list */
    public static function erasers($list)
    {
        $callback = static fn() => [
            'items_removed' => false, 'items_retained' => false, 'messages' => [], 'done' => true,
        ];
        return $list + ['woocommerce-customer-orders' => [
            'eraser_friendly_name' => 'WooCommerce Customer Orders', 'callback' => $callback,
        ]];
    }
}
