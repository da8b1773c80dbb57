<?php

namespace AmendsDesk;

/**
 * Brings every order to the desk, as it is when the message leaves, and tries again until it has arrived.
 */
final class OrderRelay
{
    public const HOOK = 'amends_desk_relay_order';
    public const GROUP = 'amends-desk';

    /** On the order: when the desk took it last, in seconds, and what of it, as a hash. */
    public const META_SENT = '_amends_desk_sent';
    public const META_SENT_AS = '_amends_desk_sent_as';

    /** On the order: since when the desk could not be told of it, when that was given up. */
    public const META_FAILED = '_amends_desk_failed';

    public const GIVE_UP_S = 1209600;

    private const LONGEST_WAIT_S = 21600;

    /** @var array<int, true> orders that this process has queued and not yet relayed */
    private static $queued = [];

    /** @var bool while the plugin saves an order itself */
    private static $quiet = false;

    public static function listen(): void
    {
        foreach (['new_order', 'order_status_changed', 'order_refunded'] as $event) {
            add_action('woocommerce_' . $event, [self::class, 'queue']);
        }
        // What REST or an import changes is told by this alone.
        add_action('woocommerce_update_order', [self::class, 'updated'], 10, 2);
        add_action('woocommerce_refund_deleted', [self::class, 'unrefunded'], 10, 2);
        add_action('woocommerce_rest_delete_shop_order_refund_object', [self::class, 'unrefundedByRest']);
        add_action(self::HOOK, [self::class, 'relay'], 10, 3);
    }

    /** Put an order's id into the queue, in the page view; what sends it runs by itself later. */
    public static function queue($order_id): void
    {
        $order_id = (int) $order_id;
        // One page view saves an order many times, and the plugin itself does, too.
        if (self::$quiet || isset(self::$queued[$order_id]) || Connection::current() === null) {
            return;
        }
        self::$queued[$order_id] = true;
        as_enqueue_async_action(self::HOOK, [$order_id, 0, time()], self::GROUP);
    }

    /** The checkout block saves its draft at every change of the cart; that is nothing to tell yet. */
    public static function updated($order_id, $order = null): void
    {
        if (!$order instanceof \WC_Order || self::isTold($order)) {
            self::queue($order_id);
        }
    }

    /** A refund was deleted in the shop: the order has more left to refund. */
    public static function unrefunded($refund_id, $order_id): void
    {
        self::queue($order_id);
    }

    /** WooCommerce tells of it by that hook in the admin alone. */
    public static function unrefundedByRest($refund): void
    {
        self::queue($refund->get_parent_id());
    }

    /** Save what the plugin noted on an order, which is nothing that the desk has to be told. */
    public static function saveQuietly(\WC_Order $order): void
    {
        self::$quiet = true;
        try {
            $order->save();
        } finally {
            self::$quiet = false;
        }
    }

    /** Send one order; where that fails, come back later. `$begun` is when it was first tried, in seconds. */
    public static function relay($order_id, $tries = 0, $begun = 0): void
    {
        unset(self::$queued[(int) $order_id]);
        $connection = Connection::current();
        $order = wc_get_order((int) $order_id);
        if ($connection === null || !$order instanceof \WC_Order || !self::isTold($order)) {
            return;
        }
        $facts = OrderFacts::of($order);
        // A new connection has a new secret: its desk is told of everything anew.
        $hash = hash_hmac('sha256', (string) wp_json_encode($facts), $connection->secret);
        if ($order->get_meta(self::META_SENT_AS) === $hash) {
            return;
        }
        [$status, $told] = DeskClient::call($connection, '/relay/v1/orders', ['order' => $facts]);
        // A parked domain answers 200, too: what a desk has taken, it says so.
        if ($status === 200 && is_bool($told['kept'] ?? null)) {
            $order->update_meta_data(self::META_SENT, (string) time());
            $order->update_meta_data(self::META_SENT_AS, $hash);
            $order->delete_meta_data(self::META_FAILED);
            self::saveQuietly($order);
            return;
        }
        self::later($order, (int) $tries + 1, (int) $begun, $status);
    }

    /** Seconds to wait after so many tries: 1 minute, then four times as long each time, at most 6 hours. */
    public static function wait(int $tries): int
    {
        return (int) min(self::LONGEST_WAIT_S, 60 * 4 ** min(max($tries, 1) - 1, 10));
    }

    /** No cart that was never ordered, and nothing that only looks like an order, such as a subscription. */
    private static function isTold(\WC_Order $order): bool
    {
        return $order->get_type() === 'shop_order' && $order->get_status() !== 'checkout-draft';
    }

    private static function later(\WC_Order $order, int $tries, int $begun, int $status): void
    {
        $log = ['source' => 'amends-desk'];
        $id = $order->get_id();
        // Too old, or a message that will never be taken: the same again would be refused again.
        $refused = in_array($status, [400, 413, 422], true);
        if ($refused || time() - $begun > self::GIVE_UP_S) {
            wc_get_logger()->error("Order $id was not relayed: status $status after $tries tries.", $log);
            $order->update_meta_data(self::META_FAILED, (string) $begun);
            self::saveQuietly($order);
            return;
        }
        wc_get_logger()->warning("Order $id waits for the desk: status $status, try $tries.", $log);
        as_schedule_single_action(time() + self::wait($tries), self::HOOK, [$id, $tries, $begun], self::GROUP);
    }

    /**
     * The orders that wait for the desk, one line an order.
     *
     * @return array<int, array{since: int, tries: int, next: int}> by the order's id; next 0: at once
     */
    public static function waiting(): array
    {
        $query = ['hook' => self::HOOK, 'status' => 'pending', 'per_page' => 200];
        $waiting = [];
        foreach (as_get_scheduled_actions($query) as $action) {
            [$id, $tries, $begun] = array_pad(array_values($action->get_args()), 3, 0);
            $date = $action->get_schedule()->get_date();
            $known = $waiting[(int) $id] ?? null;
            if (self::waits((int) $id, (int) $begun) && ($known === null || $known['since'] > (int) $begun)) {
                $next = $date === null ? 0 : (int) $date->getTimestamp();
                $waiting[(int) $id] = ['since' => (int) $begun, 'tries' => (int) $tries, 'next' => $next];
            }
        }
        return $waiting;
    }

    /** An order that was queued twice has arrived with either; what was taken later says all that was to be said. */
    private static function waits(int $order_id, int $begun): bool
    {
        $order = wc_get_order($order_id);
        return $order instanceof \WC_Order && (int) $order->get_meta(self::META_SENT) < $begun;
    }

    /**
     * The orders that the desk was not told of, and that are no longer tried.
     *
     * @return array<int, int> by the order's id since when, in seconds
     */
    public static function failed(): array
    {
        $failed = [];
        $query = ['type' => 'shop_order', 'limit' => 200, 'meta_key' => self::META_FAILED, 'meta_compare' => 'EXISTS'];
        foreach (wc_get_orders($query) as $order) {
            $failed[$order->get_id()] = (int) $order->get_meta(self::META_FAILED);
        }
        return $failed;
    }

    /** Try an order at once instead of later, as the try that it is. */
    public static function now(int $order_id, int $tries, int $begun): void
    {
        as_unschedule_action(self::HOOK, [$order_id, $tries, $begun], self::GROUP);
        as_enqueue_async_action(self::HOOK, [$order_id, $tries, $begun], self::GROUP);
    }

    /** Try an order that was given up, for 14 days from now. */
    public static function again(int $order_id): void
    {
        $order = wc_get_order($order_id);
        if ($order instanceof \WC_Order) {
            $order->delete_meta_data(self::META_FAILED);
            self::saveQuietly($order);
            self::queue($order_id);
        }
    }
}
