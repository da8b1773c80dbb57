<?php

namespace AmendsDesk;

/**
 * The messages of customers that the desk has not confirmed yet: one row each, written before the desk is asked.
 *
 * Kept in the table of options and read from there itself: a cache in between may be emptied at any moment, and
 * `add_option` would overwrite what another request wrote meanwhile.
 */
final class KeptStatements
{
    private const START = 'amends_desk_kept_';

    /**
     * Keep a message under its id, if it is not kept yet.
     *
     * @param array<string, mixed> $row
     * @return array<string, mixed>|null as it is kept, which may be from an earlier press; null: it cannot be written
     */
    public static function add(string $id, array $row): ?array
    {
        global $wpdb;
        $wpdb->query(
            $wpdb->prepare(
                "INSERT IGNORE INTO {$wpdb->options} (option_name, option_value, autoload) VALUES (%s, %s, 'no')",
                self::START . $id,
                (string) wp_json_encode($row)
            )
        );
        return self::get($id);
    }

    /** @return array<string, mixed>|null */
    public static function get(string $id): ?array
    {
        global $wpdb;
        $found = $wpdb->get_var(
            $wpdb->prepare("SELECT option_value FROM {$wpdb->options} WHERE option_name = %s", self::START . $id)
        );
        $row = is_string($found) ? json_decode($found, true, 16) : null;
        return is_array($row) && is_array($row['message'] ?? null) ? $row : null;
    }

    /**
     * Note how it went, unless the message has arrived meanwhile.
     *
     * @param array<string, mixed> $changes
     */
    public static function note(string $id, array $changes): void
    {
        global $wpdb;
        $row = self::get($id);
        if ($row !== null) {
            $value = (string) wp_json_encode($changes + $row);
            $wpdb->update($wpdb->options, ['option_value' => $value], ['option_name' => self::START . $id]);
        }
    }

    public static function remove(string $id): void
    {
        global $wpdb;
        $wpdb->delete($wpdb->options, ['option_name' => self::START . $id]);
    }

    /** @return array<string, array<string, mixed>> rows by id, the newest last */
    public static function all(): array
    {
        global $wpdb;
        $names = $wpdb->get_col(
            $wpdb->prepare(
                "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s",
                $wpdb->esc_like(self::START) . '%'
            )
        );
        $rows = [];
        foreach ($names as $name) {
            $id = substr((string) $name, strlen(self::START));
            $row = self::get($id);
            if ($row !== null) {
                $rows[$id] = $row;
            }
        }
        uasort($rows, static function ($one, $other) {
            return $one['since'] <=> $other['since'];
        });
        return $rows;
    }
}
