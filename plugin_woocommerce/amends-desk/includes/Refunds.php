<?php

namespace AmendsDesk;

/**
 * Carries out a refund that the owner decided on at the desk: once for each key, whatever is asked how often.
 */
final class Refunds
{
    /** On the refund, and on nothing else, stands the desk's key. */
    public const META_KEY = '_amends_desk_key';

    private const BUSY = 'A refund of this order is being made.';

    /**
     * @param array<string, mixed> $asked
     * @return array{0: int, 1: array<string, mixed>} status and answer
     */
    public static function make(array $asked): array
    {
        foreach (['key', 'order', 'amount', 'currency'] as $name) {
            if (!isset($asked[$name]) || !is_string($asked[$name])) {
                return self::no(400, 'rubbish', "“{$name}” is missing.");
            }
        }
        $is_key = preg_match('/\A[A-Za-z0-9_-]{1,100}\z/', $asked['key']) === 1;
        if (!$is_key || preg_match('/\A[0-9]{1,12}(\.[0-9]{1,4})?\z/', $asked['amount']) !== 1) {
            return self::no(400, 'rubbish', 'Key or amount is not written as agreed.');
        }
        // One refund of an order at a time, whatever its key: two must not both see the whole amount left.
        return LockedOrder::with('refund', $asked['order'], self::BUSY, static function ($order) use ($asked) {
            return self::once($order, $asked);
        });
    }

    /**
     * The refund that was made for a key. While one is being made nobody can say that there is none.
     *
     * @param array<string, mixed> $asked
     * @return array{0: int, 1: array<string, mixed>} status and answer
     */
    public static function find(array $asked): array
    {
        foreach (['key', 'order'] as $name) {
            if (!isset($asked[$name]) || !is_string($asked[$name]) || $asked[$name] === '') {
                return self::no(400, 'rubbish', "“{$name}” is missing.");
            }
        }
        return LockedOrder::with('refund', $asked['order'], self::BUSY, static function ($order) use ($asked) {
            $refund = self::made($order, $asked['key']);
            return $refund === null ? self::no(404, 'not_here', 'There is no such refund.')
                : [200, self::told($refund)];
        });
    }

    private static function made(\WC_Order $order, string $key)
    {
        foreach ($order->get_refunds() as $refund) {
            if ($refund->get_meta(self::META_KEY) === $key) {
                return $refund;
            }
        }
        return null;
    }

    /** @param array<string, string> $asked */
    private static function once(\WC_Order $order, array $asked): array
    {
        $refund = self::made($order, $asked['key']);
        if ($refund !== null) {
            $same = abs((float) $refund->get_amount() - (float) $asked['amount']) < 0.00005;
            return $same ? [200, self::told($refund)]
                : self::no(409, 'replayed', 'This key has refunded another amount.');
        }
        if ($order->get_currency() !== $asked['currency']) {
            return self::no(422, 'refused', 'The order is in another currency.');
        }
        $amount = (float) $asked['amount'];
        if ($amount <= 0 || $amount > (float) $order->get_remaining_refund_amount() + 0.00005) {
            return self::no(422, 'refused', 'That is more than is left of the order to refund.');
        }
        return self::refund($order, $asked);
    }

    /** @param array<string, string> $asked */
    private static function refund(\WC_Order $order, array $asked): array
    {
        // Before money moves the key is saved with the refund, so that an answer that is lost can be looked up.
        $mark = static function ($refund) use ($asked, &$mark) {
            // The first alone: another plugin may make a refund of its own because of this one.
            remove_action('woocommerce_create_refund', $mark);
            $refund->update_meta_data(self::META_KEY, $asked['key']);
        };
        // Whatever fails afterwards, such as a mail: what was paid stays in the books, where WooCommerce removes it.
        $stay = static function ($check, $removed) {
            return $removed->get_refunded_payment() ? false : $check;
        };
        add_action('woocommerce_create_refund', $mark);
        add_filter('woocommerce_pre_delete_order_refund', $stay, 10, 2);
        try {
            $refund = wc_create_refund(
                [
                    'order_id' => $order->get_id(),
                    'amount' => $asked['amount'],
                    'reason' => sanitize_text_field((string) ($asked['reason'] ?? '')),
                    'refund_payment' => true,
                ]
            );
        } finally {
            remove_action('woocommerce_create_refund', $mark);
            remove_filter('woocommerce_pre_delete_order_refund', $stay);
        }
        if (!is_wp_error($refund)) {
            return [200, self::told($refund)];
        }
        $paid = self::made($order, $asked['key']);
        if ($paid === null) {
            return self::no(422, 'refused', wp_strip_all_tags($refund->get_error_message()));
        }
        $id = $order->get_id();
        OrderRelay::queue($id);
        // Without the fault's own words: they may name a person.
        $log = ['source' => 'amends-desk'];
        wc_get_logger()->error("A refund of order $id was paid; something failed after that.", $log);
        return [200, self::told($paid)];
    }

    private static function told($refund): array
    {
        return [
            'id' => (string) $refund->get_id(),
            'key' => (string) $refund->get_meta(self::META_KEY),
            'amount' => OrderFacts::amount((float) $refund->get_amount()),
            // False where the provider's answer was never seen: then a person has to look.
            'paid' => (bool) $refund->get_refunded_payment(),
        ];
    }

    private static function no(int $status, string $error, string $sentence): array
    {
        return [$status, ['error' => $error, 'sentence' => $sentence]];
    }
}
