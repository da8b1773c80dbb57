<?php

namespace AmendsDesk;

/**
 * One order, which one message of the desk reads and writes at a time.
 */
final class LockedOrder
{
    /**
     * Do something with an order while no other message does the same with it.
     *
     * @param string $what what is done; each kind has a lock of its own
     * @param string $busy what is answered while another message does it
     * @param callable(\WC_Order): array{0: int, 1: array<string, mixed>} $act
     * @return array{0: int, 1: array<string, mixed>} status and answer
     */
    public static function with(string $what, string $id, string $busy, callable $act): array
    {
        $order_id = preg_match('/\A[0-9]{1,18}\z/', $id) === 1 ? (int) $id : 0;
        $lock = $what . '_' . $order_id;
        if (!OptionLock::take($lock)) {
            return [409, ['error' => 'later', 'sentence' => $busy]];
        }
        try {
            // Not before: WooCommerce and WordPress hand a process once more what it read first.
            $order = wc_get_order($order_id);
            return $order instanceof \WC_Order ? call_user_func($act, $order)
                : [404, ['error' => 'not_here', 'sentence' => 'There is no such order.']];
        } finally {
            OptionLock::release($lock);
        }
    }
}
