<?php

/**
 * Removes all that the plugin stored, when it is deleted.
 *
 * What stays is what belongs to the shop's books: the refunds and their order notes.
 *
 * @package AmendsDesk
 */

defined('WP_UNINSTALL_PLUGIN') || exit;

foreach (['connection', 'address', 'footer', 'withdrawal', 'policy'] as $amends_desk_name) {
    delete_option('amends_desk_' . $amends_desk_name);
}

if (function_exists('as_unschedule_all_actions')) {
    foreach (['amends_desk_relay_order', 'amends_desk_fetch_policy'] as $amends_desk_hook) {
        as_unschedule_all_actions($amends_desk_hook, null, 'amends-desk');
    }
}

// Locks, the answers remembered for a day and the states of connecting have names of their own each.
global $wpdb;
foreach (['amends_desk_', '_transient_amends_desk_', '_transient_timeout_amends_desk_'] as $amends_desk_start) {
    $wpdb->query(
        $wpdb->prepare(
            "DELETE FROM {$wpdb->options} WHERE option_name LIKE %s",
            $wpdb->esc_like($amends_desk_start) . '%'
        )
    );
}
