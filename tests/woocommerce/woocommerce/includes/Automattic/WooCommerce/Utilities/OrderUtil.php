<?php

namespace Automattic\WooCommerce\Utilities;

use Standin\Tables;

/**
 * Where orders are kept, and what their pages are called.
 */
class OrderUtil
{
    public static function custom_orders_table_usage_is_enabled(): bool
    {
        return Tables::own();
    }

    public static function is_order($order_id, $types = ['shop_order'])
    {
        return in_array(self::get_order_type($order_id), (array) $types, true);
    }

    public static function get_order_type($order_id)
    {
        $order = wc_get_order($order_id);
        return $order ? $order->get_type() : '';
    }

    public static function get_order_admin_screen(): string
    {
        return Tables::own() ? 'woocommerce_page_wc-orders' : 'shop_order';
    }

    public static function get_order_admin_edit_url(int $order_id): string
    {
        return admin_url(
            Tables::own() ? "admin.php?page=wc-orders&action=edit&id=$order_id" : "post.php?post=$order_id&action=edit"
        );
    }

    public static function is_order_edit_screen($order_type = 'shop_order'): bool
    {
        $screen = is_admin() ? get_current_screen() : null;
        return $screen !== null && $screen->id === self::get_order_admin_screen();
    }
}
