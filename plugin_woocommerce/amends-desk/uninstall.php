<?php

/**
 * Removes all that the plugin stored, when it is deleted.
 *
 * What stays is what belongs to the shop's books: the refunds with the desk's key, and the order notes.
 *
 * @package AmendsDesk
 */

defined('WP_UNINSTALL_PLUGIN') || exit;

// The shop's refund policy would be an empty page from now on.
require_once __DIR__ . '/includes/PolicySwitch.php';
AmendsDesk\PolicySwitch::undo();

if (function_exists('as_unschedule_all_actions')) {
    as_unschedule_all_actions('', [], 'amends-desk');
}

// Kept messages, locks, remembered answers and transients have names of their own each. One by one, so that what
// caches them forgets them, too.
global $wpdb;
foreach (['_transient_timeout_amends_desk_', '_transient_amends_desk_', 'amends_desk_'] as $amends_desk_start) {
    $amends_desk_names = $wpdb->get_col(
        $wpdb->prepare(
            "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s",
            $wpdb->esc_like($amends_desk_start) . '%'
        )
    );
    foreach ($amends_desk_names as $amends_desk_name) {
        // phpcs:ignore AmendsDesk.Naming.Prefix -- found by our own beginnings
        delete_option($amends_desk_name);
    }
}

// What was noted on orders, wherever the shop keeps them: with the posts, or in tables of their own.
foreach (['_sent', '_sent_as', '_failed', '_cases', '_notes'] as $amends_desk_name) {
    delete_post_meta_by_key('_amends_desk' . $amends_desk_name);
}
$amends_desk_table = $wpdb->prefix . 'wc_orders_meta';
if ($wpdb->get_var($wpdb->prepare('SHOW TABLES LIKE %s', $wpdb->esc_like($amends_desk_table))) === $amends_desk_table) {
    foreach (['_sent', '_sent_as', '_failed', '_cases', '_notes'] as $amends_desk_name) {
        $wpdb->delete($amends_desk_table, ['meta_key' => '_amends_desk' . $amends_desk_name]);
    }
}
