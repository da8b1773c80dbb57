<?php

namespace AmendsDesk;

/**
 * The order in a link of this shop, as far as a form may show it: to whoever has the link, and nobody else.
 */
final class LinkedOrder
{
    /** The order that a token names, if this shop made it, for this form, and it has not run out. */
    public static function of(string $path, string $token): ?\WC_Order
    {
        $connection = $token === '' ? null : Connection::current();
        if ($connection === null) {
            return null;
        }
        $id = LinkToken::read($connection->secret, $connection->shop, $token, $path, time());
        $order = preg_match('/\A[0-9]{1,18}\z/', $id) === 1 ? wc_get_order((int) $id) : false;
        return $order instanceof \WC_Order ? $order : null;
    }

    /**
     * What the boxes of a form hold from the order: number, day and items, and nothing about a person.
     *
     * A mail may be forwarded and a link lies in histories, so that name and address stay empty although we know them.
     *
     * @return array<string, string>
     */
    public static function facts(\WC_Order $order, bool $statutory): array
    {
        $number = (string) $order->get_order_number();
        $made = $order->get_date_created();
        $facts = ['contract' => $number, 'order' => $number];
        $facts['ordered'] = $made === null ? '' : (string) wp_date('Y-m-d', $made->getTimestamp());
        $items = [];
        foreach ($order->get_items() as $item) {
            $items[] = ($item->get_quantity() + 0) . ' × ' . $item->get_name();
        }
        // In a statement by law an empty box means all of it.
        return $statutory ? $facts : $facts + ['items' => implode(', ', $items)];
    }

    /**
     * The platform’s id of the order, as long as the customer did not write another number.
     *
     * @param array<string, string> $fields
     */
    public static function id(\WC_Order $order, array $fields): string
    {
        $number = ltrim($fields['order'] ?? $fields['contract'] ?? '', '#');
        return $number === ltrim((string) $order->get_order_number(), '#') ? (string) $order->get_id() : '';
    }
}
