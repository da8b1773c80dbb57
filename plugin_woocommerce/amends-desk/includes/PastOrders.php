<?php

namespace AmendsDesk;

/**
 * Brings the orders from before connecting to the desk, a few at a time.
 */
final class PastOrders
{
    public const HOOK = 'amends_desk_queue_past';

    /** How old an order may be, in days: as old as the link in its mail works. */
    private const DAYS = 400;

    /** How many are queued at once, and the seconds between. */
    private const BATCH = 50;
    private const PAUSE_S = 60;

    private const OPTION = 'amends_desk_past';

    public static function listen(): void
    {
        add_action(self::HOOK, [self::class, 'queue'], 10, 2);
    }

    /** Begin, from the oldest on; what the desk has already taken as it is will not be sent again. */
    public static function begin(): void
    {
        as_unschedule_all_actions(self::HOOK, null, OrderRelay::GROUP);
        update_option(self::OPTION, ['queued' => 0, 'of' => 0, 'done' => false], false);
        as_enqueue_async_action(self::HOOK, [1, time() - self::DAYS * DAY_IN_SECONDS], OrderRelay::GROUP);
    }

    /** Queue one page of the orders made since a moment, in seconds. */
    public static function queue($page, $since): void
    {
        if (Connection::current() === null) {
            return;
        }
        $found = wc_get_orders(
            [
                'type' => 'shop_order',
                'date_created' => '>=' . (int) $since,
                'orderby' => 'ID',
                'order' => 'ASC',
                'limit' => self::BATCH,
                'page' => (int) $page,
                'paginate' => true,
                'return' => 'ids',
            ]
        );
        foreach ($found->orders as $order_id) {
            OrderRelay::queue($order_id);
        }
        $queued = (int) min($found->total, ((int) $page - 1) * self::BATCH + count($found->orders));
        $done = count($found->orders) < self::BATCH;
        update_option(self::OPTION, ['queued' => $queued, 'of' => (int) $found->total, 'done' => $done], false);
        if (!$done) {
            $next = [(int) $page + 1, (int) $since];
            as_schedule_single_action(time() + self::PAUSE_S, self::HOOK, $next, OrderRelay::GROUP);
        }
    }

    /** How far it is, in words; '' where nothing was begun. */
    public static function progress(): string
    {
        $kept = get_option(self::OPTION);
        if (!is_array($kept)) {
            return '';
        }
        if (!$kept['done'] && $kept['of'] === 0) {
            return __('Orders of the last 400 days will be brought to the desk in a moment.', 'amends-desk');
        }
        if (!$kept['done']) {
            /* translators: 1: how many orders so far, 2: of how many */
            $told = __('Orders of the last 400 days on their way to the desk: %1$d of %2$d', 'amends-desk');
            return sprintf($told, $kept['queued'], $kept['of']);
        }
        /* translators: %d: how many orders */
        $told = __('Orders of the last 400 days on their way to the desk or there: %d', 'amends-desk');
        return sprintf($told, $kept['of']);
    }
}
