<?php

namespace AmendsDesk;

/**
 * How the cases about an order stand, as the desk told it last. The cases themselves are the desk's.
 */
final class CaseStates
{
    public const META = '_amends_desk_cases';

    /** More than these are no longer of use beside an order; the ones told of longest ago go. */
    private const MOST = 50;

    private const LONGEST = 200;

    /** For the moment of a state: UTC, and with a fraction where the desk gives one. */
    private const MOMENT = '/\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z\z/';

    /**
     * @param array<string, mixed> $asked
     * @return array{0: int, 1: array<string, mixed>} status and answer
     */
    public static function take(array $asked): array
    {
        foreach (['key', 'order', 'reference', 'title', 'told', 'at'] as $name) {
            if (!isset($asked[$name]) || !is_string($asked[$name])) {
                return [400, ['error' => 'rubbish', 'sentence' => "“{$name}” is missing."]];
            }
        }
        $is_case = preg_match('/\A[A-Z0-9-]{3,40}\z/', $asked['reference']) === 1 && trim($asked['title']) !== '';
        $at = preg_match(self::MOMENT, $asked['at']) === 1 ? strtotime($asked['at']) : false;
        if (!$is_case || $at === false || !is_bool($asked['closed'] ?? null)) {
            return [400, ['error' => 'rubbish', 'sentence' => 'The state of a case is not written as agreed.']];
        }
        $busy = 'A case of this order is being written.';
        return LockedOrder::with('case', $asked['order'], $busy, static function ($order) use ($asked, $at) {
            self::keep($order, $asked, (int) $at);
            return [200, ['key' => $asked['key']]];
        });
    }

    /**
     * The cases about an order, the one that moved last first.
     *
     * @return array<string, array{title: string, told: string, at: string, since: int, closed: bool}> by reference
     */
    public static function of(\WC_Order $order): array
    {
        $cases = $order->get_meta(self::META);
        return self::newestFirst(is_array($cases) ? $cases : []);
    }

    /** @param array<string, mixed> $asked */
    private static function keep(\WC_Order $order, array $asked, int $at): void
    {
        $cases = self::of($order);
        $known = $cases[$asked['reference']] ?? null;
        // Messages may overtake each other; of two in the same moment the one that came later counts.
        $moment = self::sortable($asked['at']);
        if ($known !== null && strcmp($known['at'], $moment) > 0) {
            return;
        }
        $cases[$asked['reference']] = [
            'title' => self::short($asked['title']),
            'told' => self::short($asked['told']),
            'at' => $moment,
            'since' => min($at, $known['since'] ?? $at),
            'closed' => $asked['closed'],
        ];
        $order->update_meta_data(self::META, array_slice(self::newestFirst($cases), 0, self::MOST, true));
        OrderRelay::saveQuietly($order);
    }

    /**
     * @param array<string, array<string, mixed>> $cases
     * @return array<string, array<string, mixed>>
     */
    private static function newestFirst(array $cases): array
    {
        uasort($cases, static function ($one, $other) {
            return strcmp($other['at'], $one['at']);
        });
        return $cases;
    }

    /** A moment so written that text compares like time: with six decimals, whatever came. */
    private static function sortable(string $at): string
    {
        return substr($at, 0, 19) . '.' . str_pad(rtrim(substr($at, 20), 'Z'), 6, '0');
    }

    private static function short(string $text): string
    {
        $text = sanitize_text_field($text);
        return mb_strlen($text) > self::LONGEST ? mb_substr($text, 0, self::LONGEST - 1) . '…' : $text;
    }
}
