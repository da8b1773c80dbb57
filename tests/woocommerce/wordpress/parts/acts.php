<?php

/**
 * Does something in the site, beside its pages: php acts.php CORE NAME JSON. Prints its answer as JSON.
 *
 * Of a site that is served the router does it, which is quicker than a program of its own.
 */

use Standin\Queue;

[, $amends_core, $amends_act, $amends_asked] = $argv;
$amends_url = parse_url(getenv('AMENDS_SITE_URL'));
$_SERVER['HTTP_HOST'] = $amends_url['host'] . (isset($amends_url['port']) ? ':' . $amends_url['port'] : '');
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = '/';

require $amends_core . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

$acts = [
    // A shop with its pages, two customers and an owner, before the plugin comes.
    'prepare' => static function () {
        activate_plugin('woocommerce/woocommerce.php');
        update_option('permalink_structure', '/%postname%/');
        update_option('timezone_string', 'Europe/Dublin');
        $pages = [
            'myaccount' => ['My account', '[woocommerce_my_account]'],
            'checkout' => ['Checkout', '[woocommerce_checkout]'],
            'blockcheckout' => ['Block checkout', '<!-- wp:woocommerce/checkout /-->'],
        ];
        foreach ($pages as $name => [$title, $content]) {
            $page = ['post_type' => 'page', 'post_status' => 'publish', 'post_title' => $title];
            update_option("woocommerce_{$name}_page_id", wp_insert_post($page + ['post_content' => $content]));
        }
        foreach (['karla' => 'karla@post.example', 'pat' => 'pat@example.test'] as $name => $email) {
            $user = ['user_login' => $name, 'user_email' => $email, 'user_pass' => 'a good password'];
            wp_insert_user($user + ['role' => 'customer', 'display_name' => ucfirst($name)]);
        }
        return [];
    },
    // In a process of its own, for only then do WooCommerce's endpoints exist.
    'flush' => static function () {
        flush_rewrite_rules(false);
        return [];
    },
    'activate' => static function () {
        $fault = activate_plugin('amends-desk/amends-desk.php');
        return ['fault' => is_wp_error($fault) ? $fault->get_error_message() : ''];
    },
    'deactivate' => static function () {
        deactivate_plugins('amends-desk/amends-desk.php');
        return [];
    },
    // As if somebody had removed its folder: no hook of it runs.
    'without_woocommerce' => static function () {
        update_option('active_plugins', array_diff(get_option('active_plugins'), ['woocommerce/woocommerce.php']));
        return [];
    },
    'uninstall' => static function () {
        uninstall_plugin('amends-desk/amends-desk.php');
        return [];
    },
    'order' => static function ($asked) {
        $user = get_user_by('login', $asked['customer'] ?? '');
        unset($asked['customer']);
        $order = wc_create_order($asked + ['customer_id' => $user ? $user->ID : 0]);
        return [
            'id' => $order->get_id(),
            'key' => $order->get_order_key(),
            'view' => $order->get_view_order_url(),
            'received' => $order->get_checkout_order_received_url(),
            'edit' => $order->get_edit_order_url(),
        ];
    },
    'status' => static function ($asked) {
        wc_get_order($asked['order'])->update_status($asked['to']);
        return [];
    },
    // What the shop and its desk share.
    'connection' => static function () {
        return get_option('amends_desk_connection') ?: null;
    },
    // What the admin and WooCommerce would show of an order.
    'look' => static function ($asked) {
        $order = wc_get_order($asked['order']);
        $refunds = array_map(
            static fn($refund) => [$refund->get_amount(), $refund->get_reason(), $refund->get_refunded_payment()],
            $order->get_refunds()
        );
        return [
            'status' => $order->get_status(),
            'notes' => array_column(wc_get_order_notes(['order_id' => $order->get_id()]), 'content'),
            'refunds' => $refunds,
            'sent' => $order->get_meta('_amends_desk_sent'),
            'paid' => get_option('standin_paid', []),
        ];
    },
    'run' => static function ($asked) {
        return ['ran' => Queue::run((int) $asked['at'])];
    },
    'waiting' => static function () {
        $all = as_get_scheduled_actions(['status' => 'pending', 'per_page' => 1000]);
        $told = static function ($one) {
            $date = $one->get_schedule()->get_date();
            return [$one->get_hook(), $date === null ? 0 : $date->getTimestamp(), $one->get_args()];
        };
        return array_map($told, array_values($all));
    },
    'page' => static function ($asked) {
        $page = ['post_type' => 'page', 'post_status' => 'publish', 'post_title' => $asked['title']];
        return ['url' => get_permalink(wp_insert_post($page + ['post_content' => wp_slash($asked['content'])]))];
    },
    'option' => static function ($asked) {
        foreach ($asked as $name => $value) {
            update_option($name, $value);
        }
        return [];
    },
    'theme' => static function ($asked) {
        switch_theme($asked['name']);
        return [];
    },
    // All that a plugin may leave behind.
    'dump' => static function () {
        global $wpdb;
        $dump = ['tables' => $wpdb->get_col('SHOW TABLES')];
        $dump['cron'] = array_keys(array_merge(...array_values(_get_cron_array())));
        $dump['options'] = $wpdb->get_col("SELECT option_name FROM $wpdb->options ORDER BY option_name");
        foreach (['postmeta', 'usermeta', 'commentmeta', 'termmeta'] as $table) {
            $dump[$table] = $wpdb->get_col("SELECT DISTINCT meta_key FROM {$wpdb->$table} ORDER BY meta_key");
        }
        $table = $wpdb->prefix . 'wc_orders_meta';
        $dump['ordermeta'] = $wpdb->get_col("SELECT DISTINCT meta_key FROM $table ORDER BY meta_key");
        $all = as_get_scheduled_actions(['status' => 'pending', 'per_page' => 1000]);
        $dump['actions'] = array_values(array_map(static fn($one) => $one->get_hook(), $all));
        $dump['roles'] = array_map(static fn($role) => $role['capabilities'], wp_roles()->roles);
        return $dump;
    },
    // What the desk tells of a case, without its signature.
    'case' => static function ($asked) {
        return AmendsDesk\CaseStates::take($asked);
    },
    'privacy' => static function () {
        return [
            'exporters' => array_keys(apply_filters('wp_privacy_personal_data_exporters', [])),
            'erasers' => array_keys(apply_filters('wp_privacy_personal_data_erasers', [])),
        ];
    },
];

echo wp_json_encode($acts[$amends_act](json_decode($amends_asked, true)));
