<?php

namespace AmendsDesk;

/**
 * What a customer sees of their messages beside an order: that they are there and how they stand, nothing they say.
 */
final class CustomerMessages
{
    private const COLUMN = 'amends-desk';

    public static function listen(): void
    {
        // Shown on view-order and on order-received, and there only to those who may read the order.
        add_action('woocommerce_order_details_after_order_table', [self::class, 'order'], 20);
        add_filter('woocommerce_account_orders_columns', [self::class, 'column']);
        add_action('woocommerce_my_account_my_orders_column_' . self::COLUMN, [self::class, 'cell']);
    }

    public static function order($order): void
    {
        $list = $order instanceof \WC_Order ? self::listed($order) : '';
        if ($list !== '') {
            echo '<section class="amends-desk-messages"><h2>',
                esc_html__('Your messages about this order', 'amends-desk'), '</h2>', $list, '</section>';
        }
    }

    /**
     * A column of its own in My account → Orders, before the buttons.
     *
     * @param array<string, string> $columns
     * @return array<string, string>
     */
    public static function column($columns): array
    {
        if (Connection::current() === null) {
            return $columns;
        }
        $actions = array_intersect_key($columns, ['order-actions' => 1]);
        $mine = [self::COLUMN => __('Your messages', 'amends-desk')];
        return array_diff_key($columns, $actions) + $mine + $actions;
    }

    public static function cell($order): void
    {
        $list = $order instanceof \WC_Order ? self::listed($order) : '';
        echo $list === '' ? '–' : $list;
    }

    /** A list of title, reference, day and whether it is still open; escaped. '' where there is none. */
    private static function listed(\WC_Order $order): string
    {
        if (Connection::current() === null) {
            return '';
        }
        $lines = '';
        foreach (CaseStates::of($order) as $reference => $case) {
            $day = wp_date((string) get_option('date_format', 'Y-m-d'), $case['since']);
            $state = $case['closed'] ? __('closed', 'amends-desk') : __('open', 'amends-desk');
            $parts = array_map('esc_html', [$case['title'], (string) $reference, (string) $day, $state]);
            $parts[0] = '<span dir="auto">' . $parts[0] . '</span>';
            $lines .= '<li>' . implode(' · ', $parts) . '</li>';
        }
        return $lines === '' ? '' : '<ul class="amends-desk-messages">' . $lines . '</ul>';
    }
}
