<?php

namespace AmendsDesk;

/**
 * A lock that two requests cannot both hold: the table of options takes each name once.
 */
final class OptionLock
{
    /** Longer than any payment provider answers, in seconds; then its holder is gone. */
    private const LEASE_S = 600;

    /** @var array<string, string> what this process wrote into each lock that it holds */
    private static $held = [];

    public static function take(string $name): bool
    {
        global $wpdb;
        $option = 'amends_desk_lock_' . $name;
        $now = time();
        $wpdb->query(
            $wpdb->prepare(
                "DELETE FROM {$wpdb->options} WHERE option_name = %s AND CAST(option_value AS UNSIGNED) < %d",
                $option,
                $now - self::LEASE_S
            )
        );
        // `add_option` overwrites what another request added meanwhile; this does not.
        $taken = (bool) $wpdb->query(
            $wpdb->prepare(
                "INSERT IGNORE INTO {$wpdb->options} (option_name, option_value, autoload) VALUES (%s, %s, 'no')",
                $option,
                (string) $now
            )
        );
        if ($taken) {
            self::$held[$option] = (string) $now;
        }
        return $taken;
    }

    public static function release(string $name): void
    {
        global $wpdb;
        $option = 'amends_desk_lock_' . $name;
        // Its own alone: whoever was away longer than the lease may find somebody else's here.
        $wpdb->delete($wpdb->options, ['option_name' => $option, 'option_value' => self::$held[$option] ?? '']);
        unset(self::$held[$option]);
    }
}
