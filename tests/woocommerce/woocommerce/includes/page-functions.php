<?php

/**
 * Functions around pages, endpoints, templates and notices, with the signatures of WooCommerce.
 */

function wc_get_page_id($page)
{
    $id = get_option('woocommerce_' . $page . '_page_id', -1);
    return (int) apply_filters('woocommerce_get_' . $page . '_page_id', $id);
}

function wc_get_page_permalink($page, $fallback = null)
{
    $id = wc_get_page_id($page);
    return $id > 0 ? (string) get_permalink($id) : ($fallback ?? home_url('/'));
}

function wc_get_endpoint_url($endpoint, $value = '', $permalink = '')
{
    $permalink = $permalink ?: (string) get_permalink();
    if (!get_option('permalink_structure')) {
        return add_query_arg($endpoint, $value, $permalink);
    }
    return trailingslashit($permalink) . $endpoint . '/' . ($value === '' ? '' : $value . '/');
}

function wc_get_account_endpoint_url($endpoint)
{
    $account = wc_get_page_permalink('myaccount');
    return $endpoint === 'dashboard' ? $account : wc_get_endpoint_url($endpoint, '', $account);
}

function is_wc_endpoint_url($endpoint = false)
{
    global $wp;
    foreach ($endpoint === false ? Standin\Account::ENDPOINTS : [$endpoint] as $name) {
        if (isset($wp->query_vars[$name])) {
            return true;
        }
    }
    return false;
}

function is_account_page()
{
    return is_page(wc_get_page_id('myaccount'));
}

function is_order_received_page()
{
    return is_page(wc_get_page_id('checkout')) && is_wc_endpoint_url('order-received');
}

function is_checkout()
{
    return is_page(wc_get_page_id('checkout'));
}

function wc_add_notice($message, $notice_type = 'success', $data = [])
{
    Standin\Notices::add((string) $message, (string) $notice_type);
}

function wc_print_notices($return = false)
{
    $shown = Standin\Notices::show();
    if ($return) {
        return $shown;
    }
    echo $shown;
}

function wc_get_user_agent()
{
    return isset($_SERVER['HTTP_USER_AGENT']) ? sanitize_text_field(wp_unslash($_SERVER['HTTP_USER_AGENT'])) : '';
}

function wc_current_user_has_role($role)
{
    return in_array($role, (array) wp_get_current_user()->roles, true);
}
