<?php

namespace AmendsDesk;

/**
 * Remembers what a message of the desk was answered, so that the same message again does nothing anew.
 *
 * Kept in the table of options and read from there itself: a cache in between may be emptied at any moment.
 */
final class Answered
{
    /** How long an answer is remembered, in seconds. */
    private const KEPT_S = 172800;

    private const START = 'amends_desk_id_';

    /**
     * Do it once for an id. Whoever comes with the same id meanwhile is told to come later.
     *
     * @param callable(): array{0: int, 1: array<string, mixed>} $act
     * @return array{0: int, 1: array<string, mixed>} status and answer
     */
    public static function once(string $id, string $body, callable $act): array
    {
        $name = substr(hash('sha256', $id), 0, 40);
        if (!OptionLock::take('id_' . $name)) {
            return [409, ['error' => 'later', 'sentence' => 'This message is being worked on.']];
        }
        try {
            $seen = self::seen($name);
            if ($seen !== null) {
                return $seen[0] === hash('sha256', $body) ? [$seen[1], $seen[2]]
                    : [409, ['error' => 'replayed', 'sentence' => 'This id was used for another message.']];
            }
            [$status, $answer] = call_user_func($act);
            // What may be asked again with the same id is not remembered.
            if (($answer['error'] ?? '') !== 'later') {
                self::remember($name, [hash('sha256', $body), $status, $answer]);
            }
            return [$status, $answer];
        } finally {
            OptionLock::release('id_' . $name);
        }
    }

    /** Forget the answers that nobody will ask for again. */
    public static function forgetOld(int $now): void
    {
        global $wpdb;
        // A value begins with the second it was written in: ten digits, so that text compares like numbers.
        $wpdb->query(
            $wpdb->prepare(
                "DELETE FROM {$wpdb->options} WHERE option_name LIKE %s AND SUBSTR(option_value, 1, 10) < %s",
                $wpdb->esc_like(self::START) . '%',
                (string) ($now - self::KEPT_S)
            )
        );
    }

    /** @return array{0: string, 1: int, 2: array<string, mixed>}|null hash of the body, status and answer */
    private static function seen(string $name): ?array
    {
        global $wpdb;
        $found = $wpdb->get_var(
            $wpdb->prepare("SELECT option_value FROM {$wpdb->options} WHERE option_name = %s", self::START . $name)
        );
        $seen = is_string($found) ? json_decode(substr($found, 11), true, 16) : null;
        return is_array($seen) && count($seen) === 3 ? $seen : null;
    }

    /** @param array{0: string, 1: int, 2: array<string, mixed>} $seen */
    private static function remember(string $name, array $seen): void
    {
        global $wpdb;
        $wpdb->query(
            $wpdb->prepare(
                "INSERT IGNORE INTO {$wpdb->options} (option_name, option_value, autoload) VALUES (%s, %s, 'no')",
                self::START . $name,
                time() . ' ' . wp_json_encode($seen)
            )
        );
    }
}
