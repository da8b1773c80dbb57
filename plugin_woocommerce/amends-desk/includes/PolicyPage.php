<?php

namespace AmendsDesk;

/**
 * The shop's policy, fetched from time to time and printed from the copy that is kept.
 */
final class PolicyPage
{
    public const HOOK = 'amends_desk_fetch_policy';
    public const PAGES = ['refund', 'cancellation', 'withdrawal', 'guarantee', 'complaints'];

    private const OPTION = 'amends_desk_policy';
    private const EVERY_S = 3600;

    public static function listen(): void
    {
        add_action(self::HOOK, [self::class, 'fetch']);
        add_shortcode('amends_policy', [self::class, 'shortcode']);
    }

    public static function schedule(): void
    {
        as_unschedule_all_actions(self::HOOK, null, OrderRelay::GROUP);
        as_schedule_recurring_action(time(), self::EVERY_S, self::HOOK, [], OrderRelay::GROUP);
    }

    /** Fetch every page that changed. Whatever goes wrong, the last good copy stays. */
    public static function fetch(): void
    {
        $connection = Connection::current();
        if ($connection === null) {
            return;
        }
        $kept = self::kept($connection);
        foreach (self::PAGES as $page) {
            $etag = $kept['pages'][$page]['etag'] ?? '';
            $path = '/p/' . $connection->shop . '/' . $page . '.fragment.html';
            [$status, $text, $new_etag] = DeskClient::fragment($connection, $path, $etag);
            if ($status === 200 && self::isFragment($text)) {
                $kept['pages'][$page] = ['text' => self::cleaned($text), 'etag' => $new_etag];
            } elseif ($status === 404 || $status === 410) {
                unset($kept['pages'][$page]);
            } elseif ($status === 0) {
                // Nobody there: the other pages would each wait for nothing.
                update_option(self::OPTION, $kept, false);
                return;
            }
        }
        $kept['notice'] = self::fetchNotice($connection, $kept['notice'] ?? null);
        update_option(self::OPTION, $kept, false);
        Answered::forgetOld(time());
    }

    /** Whether there is a copy of a page. */
    public static function has(Connection $connection, string $page): bool
    {
        return isset(self::kept($connection)['pages'][$page]);
    }

    /**
     * The line for the checkout; null where the desk gave none.
     *
     * @return array{text: string, address: string, etag: string}|null
     */
    public static function notice(Connection $connection): ?array
    {
        return self::kept($connection)['notice'] ?? null;
    }

    /**
     * @param array{text: string, address: string, etag: string}|null $kept
     * @return array{text: string, address: string, etag: string}|null
     */
    private static function fetchNotice(Connection $connection, ?array $kept): ?array
    {
        $path = '/p/' . $connection->shop . '/checkout.txt';
        [$status, $text, $etag] = DeskClient::fragment($connection, $path, $kept['etag'] ?? '');
        if ($status === 404 || $status === 410) {
            return null;
        }
        $text = trim($text);
        // One line of plain text; with an address at its end where the policy has a page of its own.
        if ($status !== 200 || preg_match('/\A[^<\x00-\x1f]{1,600}\z/', $text) !== 1) {
            return $kept;
        }
        $address = preg_match('~\s(https?://\S+)\z~', $text, $found) === 1 ? $found[1] : '';
        $text = trim(substr($text, 0, strlen($text) - strlen($address)));
        return ['text' => $text, 'address' => $address, 'etag' => $etag];
    }

    /** `[amends_policy page="refund"]`, and the block too. */
    public static function shortcode($attributes): string
    {
        $attributes = shortcode_atts(['page' => 'refund'], is_array($attributes) ? $attributes : []);
        $connection = Connection::current();
        if ($connection === null) {
            return '';
        }
        $kept = self::kept($connection);
        return wp_kses_post($kept['pages'][$attributes['page']]['text'] ?? '');
    }

    /** A whole page is something else that answers at that address, such as a log-in or an error. */
    private static function isFragment(string $text): bool
    {
        return strncmp(ltrim($text), '<', 1) === 0 && preg_match('/<(!doctype|html|body)\b/i', $text) !== 1;
    }

    /**
     * Markup that WordPress lets an author write, in which no shortcode is left to run.
     */
    private static function cleaned(string $text): string
    {
        return str_replace(['[', ']'], ['&#91;', '&#93;'], wp_kses_post($text));
    }

    /** @return array<string, mixed> `shop`, `pages` with text and etag each, and `notice` */
    private static function kept(Connection $connection): array
    {
        $kept = get_option(self::OPTION);
        if (!is_array($kept) || ($kept['shop'] ?? '') !== $connection->shop) {
            return ['shop' => $connection->shop, 'pages' => []];
        }
        return $kept;
    }
}
