<?php

namespace AmendsDesk;

/**
 * What the desk is told of an order, read off the order as it is at this moment.
 */
final class OrderFacts
{
    /** @return array<string, mixed> */
    public static function of(\WC_Order $order): array
    {
        $items = [];
        foreach ($order->get_items() as $item) {
            $product = $item->get_product();
            $digital = $product && ($product->is_virtual() || $product->is_downloadable());
            $items[] = [
                'id' => (string) $item->get_id(),
                'name' => $item->get_name(),
                'quantity' => $item->get_quantity() + 0,
                'total' => self::amount((float) $item->get_total() + (float) $item->get_total_tax()),
                'kind' => $digital ? 'digital' : 'goods',
            ];
        }
        $refunds = [];
        foreach ($order->get_refunds() as $refund) {
            $refunds[] = [
                'id' => (string) $refund->get_id(),
                'amount' => self::amount((float) $refund->get_amount()),
                'reason' => (string) $refund->get_reason(),
                'key' => (string) $refund->get_meta(Refunds::META_KEY),
            ];
        }
        return [
            'id' => (string) $order->get_id(),
            'number' => (string) $order->get_order_number(),
            'status' => $order->get_status(),
            'created_at' => self::moment($order->get_date_created()),
            'currency' => $order->get_currency(),
            'total' => self::amount((float) $order->get_total()),
            'country' => $order->get_shipping_country() ?: $order->get_billing_country(),
            'email' => $order->get_billing_email(),
            'items' => $items,
            // WooCommerce knows when an order was completed, not when the parcel arrived.
            'delivered_at' => null,
            'refunds' => $refunds,
        ];
    }

    /** An amount as text, so that no float travels: two decimals, or as many as the currency needs. */
    public static function amount(float $amount): string
    {
        return (string) preg_replace('/0{1,2}\z/', '', number_format($amount, 4, '.', ''));
    }

    private static function moment(?\DateTime $moment): ?string
    {
        return $moment === null ? null : gmdate('Y-m-d\TH:i:s\Z', $moment->getTimestamp());
    }
}
