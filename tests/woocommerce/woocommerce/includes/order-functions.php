<?php

/**
 * Functions around orders, refunds and the log, with the signatures of WooCommerce.
 */

use Automattic\WooCommerce\Utilities\OrderUtil;
use Standin\Gateways;
use Standin\Tables;

function WC()
{
    static $one = null;
    return $one ??= new WooCommerce();
}

function wc_get_order($the_order = false)
{
    if ($the_order instanceof WC_Abstract_Order) {
        return $the_order;
    }
    $id = $the_order instanceof WP_Post ? $the_order->ID : (int) $the_order;
    $row = $id > 0 ? Tables::read($id) : null;
    if ($row === null) {
        return false;
    }
    return $row['type'] === 'shop_order_refund' ? new WC_Order_Refund($row) : new WC_Order($row);
}

function wc_get_orders($args)
{
    $args += ['type' => ['shop_order', 'shop_order_refund'], 'limit' => 10, 'page' => 1, 'return' => 'objects'];
    $found = [];
    foreach (Tables::ids((array) $args['type'], (int) ($args['parent'] ?? 0)) as $id) {
        $order = wc_get_order($id);
        if (Standin\Query::fits($order, $args)) {
            $found[] = $args['return'] === 'ids' ? $id : $order;
        }
    }
    if (strtoupper($args['order'] ?? 'DESC') === 'ASC') {
        $found = array_reverse($found);
    }
    $limit = (int) $args['limit'];
    $page = $limit < 0 ? $found : array_slice($found, ($args['page'] - 1) * $limit, $limit);
    if (empty($args['paginate'])) {
        return $page;
    }
    $pages = (int) ceil(count($found) / max($limit, 1));
    return (object) ['orders' => $page, 'total' => count($found), 'max_num_pages' => $pages];
}

function wc_get_order_statuses()
{
    return apply_filters(
        'wc_order_statuses',
        [
            'wc-pending' => 'Pending payment',
            'wc-processing' => 'Processing',
            'wc-on-hold' => 'On hold',
            'wc-completed' => 'Completed',
            'wc-cancelled' => 'Cancelled',
            'wc-refunded' => 'Refunded',
            'wc-failed' => 'Failed',
            'wc-checkout-draft' => 'Draft',
        ]
    );
}

function wc_get_is_paid_statuses()
{
    return apply_filters('woocommerce_order_is_paid_statuses', ['processing', 'completed']);
}

function wc_get_order_id_by_order_key($order_key)
{
    foreach (wc_get_orders(['type' => 'shop_order', 'limit' => -1]) as $order) {
        if ($order->key_is_valid($order_key)) {
            return $order->get_id();
        }
    }
    return 0;
}

function wc_create_order($args = [])
{
    $order = new WC_Order();
    $order->standin_fill($args);
    $order->save();
    return $order;
}

function wc_create_refund($args = [])
{
    $args += ['amount' => 0, 'reason' => null, 'order_id' => 0, 'line_items' => [], 'refund_payment' => false];
    $order = wc_get_order($args['order_id']);
    if (!$order instanceof WC_Order) {
        return new WP_Error('error', 'Invalid order ID.');
    }
    $left = (float) $order->get_remaining_refund_amount();
    if ((float) $args['amount'] < 0 || (float) $args['amount'] > $left) {
        return new WP_Error('error', 'Invalid refund amount.');
    }
    $refund = new WC_Order_Refund();
    $refund->set_currency($order->get_currency());
    $refund->set_amount($args['amount']);
    $refund->set_parent_id($order->get_id());
    $refund->set_reason((string) $args['reason']);
    try {
        do_action('woocommerce_create_refund', $refund, $args);
        $refund->save();
        if ($args['refund_payment']) {
            $paid = Gateways::refund($order, $refund);
            if (is_wp_error($paid)) {
                $refund->delete();
                return $paid;
            }
            $refund->set_refunded_payment(true);
            $refund->save();
        }
        Standin\Refunding::tell($order, $refund, $args, $left);
    } catch (Exception $stopped) {
        // There as here: whatever is thrown, and be it by a mail after the payment, has the refund removed.
        $refund->delete(true);
        return new WP_Error('error', $stopped->getMessage());
    }
    return $refund;
}

function wc_get_order_notes($args)
{
    remove_filter('comments_clauses', ['Standin\Query', 'withoutNotes']);
    $comments = get_comments(['post_id' => $args['order_id'] ?? 0, 'type' => 'order_note', 'orderby' => 'comment_ID']);
    add_filter('comments_clauses', ['Standin\Query', 'withoutNotes']);
    $notes = [];
    foreach ($comments as $comment) {
        $for_customer = (bool) get_comment_meta((int) $comment->comment_ID, 'is_customer_note', true);
        $wanted = $args['type'] ?? '';
        if ($wanted === '' || ($wanted === 'customer') === $for_customer) {
            $notes[] = (object) [
                'id' => (int) $comment->comment_ID,
                'content' => $comment->comment_content,
                'customer_note' => $for_customer,
                'added_by' => $comment->comment_author === 'WooCommerce' ? 'system' : $comment->comment_author,
                'order_id' => (int) $comment->comment_post_ID,
            ];
        }
    }
    return $notes;
}

function wc_get_logger()
{
    static $logger = null;
    return $logger ??= new Standin\FileLogger();
}

function wc_price($price, $args = [])
{
    $currency = $args['currency'] ?? get_woocommerce_currency();
    $symbol = ['EUR' => '&euro;', 'USD' => '&#36;', 'GBP' => '&pound;'][$currency] ?? esc_html($currency);
    $amount = number_format((float) $price, 2, '.', ',');
    return '<span class="woocommerce-Price-amount amount"><bdi><span class="woocommerce-Price-currencySymbol">'
        . $symbol . '</span>' . $amount . '</bdi></span>';
}

function get_woocommerce_currency()
{
    return apply_filters('woocommerce_currency', get_option('woocommerce_currency', 'EUR'));
}

function wc_string_to_bool($string)
{
    return is_bool($string) ? $string : in_array(strtolower((string) $string), ['yes', 'true', '1'], true);
}

function wc_clean($var)
{
    return is_array($var) ? array_map('wc_clean', $var) : (is_scalar($var) ? sanitize_text_field($var) : $var);
}

function wc_get_page_screen_id($for)
{
    return $for === 'shop-order' || $for === 'shop_order' ? OrderUtil::get_order_admin_screen() : '';
}
