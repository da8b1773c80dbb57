<?php

namespace Standin;

/**
 * My account: log-in, the list of orders with what can be done about each, and the page of one order.
 */
final class Account
{
    public const ENDPOINTS = ['order-pay', 'order-received', 'orders', 'view-order', 'downloads', 'edit-account',
        'edit-address', 'payment-methods', 'lost-password', 'customer-logout', 'add-payment-method',
        'delete-payment-method', 'set-default-payment-method'];

    private const COLUMNS = ['order-number' => 'Order', 'order-date' => 'Date', 'order-status' => 'Status',
        'order-total' => 'Total', 'order-actions' => 'Actions'];

    public static function listen(): void
    {
        add_action('init', [self::class, 'endpoints']);
        add_shortcode('woocommerce_my_account', [self::class, 'page']);
        add_action('woocommerce_view_order', [OrderTable::class, 'show']);
        add_action('woocommerce_thankyou', [OrderTable::class, 'show']);
        add_filter('comments_clauses', [Query::class, 'withoutNotes']);
    }

    public static function endpoints(): void
    {
        foreach (self::ENDPOINTS as $name) {
            add_rewrite_endpoint($name, EP_ROOT | EP_PAGES);
        }
    }

    public static function page(): string
    {
        global $wp;
        ob_start();
        echo '<div class="woocommerce">';
        wc_print_notices();
        if (!is_user_logged_in()) {
            echo '<h2>Login</h2>';
            wp_login_form(['redirect' => wc_get_page_permalink('myaccount')]);
        } else {
            self::menu();
            echo '<div class="woocommerce-MyAccount-content">';
            if (isset($wp->query_vars['view-order'])) {
                self::order((int) $wp->query_vars['view-order']);
            } elseif (isset($wp->query_vars['orders'])) {
                self::orders();
            } else {
                echo '<p>Hello ', esc_html(wp_get_current_user()->display_name), '</p>';
                do_action('woocommerce_account_dashboard');
            }
            echo '</div>';
        }
        echo '</div>';
        return (string) ob_get_clean();
    }

    private static function menu(): void
    {
        $items = ['dashboard' => 'Dashboard', 'orders' => 'Orders', 'customer-logout' => 'Log out'];
        echo '<nav class="woocommerce-MyAccount-navigation" aria-label="Account pages"><ul>';
        foreach (apply_filters('woocommerce_account_menu_items', $items, array_keys($items)) as $name => $label) {
            $address = wc_get_account_endpoint_url($name);
            echo '<li><a href="', esc_url($address), '">', esc_html($label), '</a></li>';
        }
        echo '</ul></nav>';
    }

    private static function orders(): void
    {
        $query = ['type' => 'shop_order', 'customer' => get_current_user_id(), 'limit' => -1];
        $orders = wc_get_orders($query);
        do_action('woocommerce_before_account_orders', $orders !== []);
        $columns = apply_filters('woocommerce_account_orders_columns', self::COLUMNS);
        echo '<table class="woocommerce-orders-table shop_table shop_table_responsive my_account_orders"><thead><tr>';
        foreach ($columns as $heading) {
            echo '<th scope="col">', esc_html($heading), '</th>';
        }
        echo '</tr></thead><tbody>';
        foreach ($orders as $order) {
            echo '<tr class="woocommerce-orders-table__row order">';
            foreach (array_keys($columns) as $column) {
                $title = $columns[$column];
                echo '<td class="woocommerce-orders-table__cell-', esc_attr($column), '"';
                echo ' data-title="', esc_attr($title), '">';
                self::cell($order, $column);
                echo '</td>';
            }
            echo '</tr>';
        }
        echo '</tbody></table>';
        do_action('woocommerce_after_account_orders', $orders !== []);
    }

    private static function cell(\WC_Order $order, string $column): void
    {
        // A column that WooCommerce does not know, and one that somebody else draws.
        if (has_action('woocommerce_my_account_my_orders_column_' . $column)) {
            do_action('woocommerce_my_account_my_orders_column_' . $column, $order);
        } elseif ($column === 'order-number') {
            $number = '#' . $order->get_order_number();
            echo '<a href="', esc_url($order->get_view_order_url()), '">', esc_html($number), '</a>';
        } elseif ($column === 'order-date') {
            echo esc_html($order->get_date_created()->date_i18n('F j, Y'));
        } elseif ($column === 'order-status') {
            echo esc_html(wc_get_order_statuses()['wc-' . $order->get_status()]);
        } elseif ($column === 'order-total') {
            echo wp_kses_post(wc_price($order->get_total(), ['currency' => $order->get_currency()]));
        } elseif ($column === 'order-actions') {
            self::actions($order, ['view' => ['url' => $order->get_view_order_url(), 'name' => 'View']]);
        }
    }

    /** @param array<string, array<string, string>> $actions */
    public static function actions(\WC_Order $order, array $actions): void
    {
        foreach (apply_filters('woocommerce_my_account_my_orders_actions', $actions, $order) as $key => $action) {
            $label = $action['aria-label'] ?? '';
            $class = 'woocommerce-button button ' . (wp_is_block_theme() ? 'wp-element-button ' : '');
            echo '<a href="', esc_url($action['url']), '" class="', esc_attr($class . sanitize_html_class($key));
            echo $label === '' ? '">' : '" aria-label="' . esc_attr($label) . '">', esc_html($action['name']), '</a> ';
        }
    }

    private static function order(int $id): void
    {
        $order = wc_get_order($id);
        $may = $order instanceof \WC_Order && $order->get_customer_id() === get_current_user_id();
        if (!$may) {
            echo '<div class="woocommerce-error" role="alert">Invalid order.</div>';
            return;
        }
        echo '<p>Order #', esc_html($order->get_order_number()), ' was placed on ';
        echo esc_html($order->get_date_created()->date_i18n('F j, Y')), '.</p>';
        foreach (wc_get_order_notes(['order_id' => $id, 'type' => 'customer']) as $note) {
            echo '<div class="woocommerce-OrderUpdate">', wp_kses_post(wpautop($note->content)), '</div>';
        }
        do_action('woocommerce_view_order', $id);
    }
}
