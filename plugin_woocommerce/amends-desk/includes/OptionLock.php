<?php

namespace AmendsDesk;

/**
 * A lock that two requests cannot both hold: the table of options takes each name once.
 */
final class OptionLock
{
    /** Longer than any payment provider answers, in seconds; then its holder is gone. */
    private const LEASE_S = 600;

    public static function take(string $name): bool
    {
        global $wpdb;
        $option = 'amends_desk_lock_' . $name;
        $old = time() - self::LEASE_S;
        $wpdb->query(
            $wpdb->prepare(
                "DELETE FROM {$wpdb->options} WHERE option_name = %s AND CAST(option_value AS UNSIGNED) < %d",
                $option,
                $old
            )
        );
        // `add_option` overwrites what another request added meanwhile; this does not.
        return (bool) $wpdb->query(
            $wpdb->prepare(
                "INSERT IGNORE INTO {$wpdb->options} (option_name, option_value, autoload) VALUES (%s, %s, 'no')",
                $option,
                (string) time()
            )
        );
    }

    public static function release(string $name): void
    {
        global $wpdb;
        $wpdb->delete($wpdb->options, ['option_name' => 'amends_desk_lock_' . $name]);
    }
}
