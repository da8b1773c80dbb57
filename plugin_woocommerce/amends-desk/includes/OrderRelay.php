<?php

namespace AmendsDesk;

/**
 * Brings every order to the desk, as it is when the message leaves, and tries again until it has arrived.
 */
final class OrderRelay
{
    public const HOOK = 'amends_desk_relay_order';
    public const GROUP = 'amends-desk';

    /** On the order: when it was relayed last, in seconds, and what the desk said instead. */
    public const META_SENT = '_amends_desk_sent';

    private const GIVE_UP_S = 1209600;
    private const LONGEST_WAIT_S = 21600;

    public static function listen(): void
    {
        add_action('woocommerce_new_order', [self::class, 'queue']);
        add_action('woocommerce_order_status_changed', [self::class, 'queue']);
        add_action('woocommerce_order_refunded', [self::class, 'queue']);
        add_action(self::HOOK, [self::class, 'relay'], 10, 3);
    }

    /** Put an order's id into the queue, in the page view; what sends it runs by itself later. */
    public static function queue($order_id): void
    {
        if (Connection::current() !== null) {
            as_enqueue_async_action(self::HOOK, [(int) $order_id, 0, time()], self::GROUP);
        }
    }

    /** Send one order; where that fails, come back later. `$begun` is when it was first tried, in seconds. */
    public static function relay($order_id, $tries = 0, $begun = 0): void
    {
        $connection = Connection::current();
        $order = wc_get_order((int) $order_id);
        if ($connection === null || !$order instanceof \WC_Order || $order->get_status() === 'checkout-draft') {
            return;
        }
        [$status] = DeskClient::call($connection, '/relay/v1/orders', ['order' => OrderFacts::of($order)]);
        if ($status >= 200 && $status < 300) {
            $order->update_meta_data(self::META_SENT, (string) time());
            $order->save();
            return;
        }
        self::later((int) $order_id, (int) $tries + 1, (int) $begun, $status);
    }

    /** Seconds to wait after so many tries: 1 minute, then four times as long each time, at most 6 hours. */
    public static function wait(int $tries): int
    {
        return (int) min(self::LONGEST_WAIT_S, 60 * 4 ** min(max($tries, 1) - 1, 10));
    }

    private static function later(int $order_id, int $tries, int $begun, int $status): void
    {
        $log = ['source' => 'amends-desk'];
        // Too old, or a message that will never be taken: the same again would be refused again.
        $refused = in_array($status, [400, 413, 422], true);
        if ($refused || time() - $begun > self::GIVE_UP_S) {
            wc_get_logger()->error("Order $order_id was not relayed: status $status after $tries tries.", $log);
            return;
        }
        wc_get_logger()->warning("Order $order_id waits for the desk: status $status, try $tries.", $log);
        $arguments = [$order_id, $tries, $begun];
        as_schedule_single_action(time() + self::wait($tries), self::HOOK, $arguments, self::GROUP);
    }

    /** How many orders wait for the desk at this moment. */
    public static function waiting(): int
    {
        $query = ['hook' => self::HOOK, 'status' => 'pending', 'per_page' => 100];
        return count(as_get_scheduled_actions($query, 'ids'));
    }
}
