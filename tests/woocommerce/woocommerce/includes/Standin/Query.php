<?php

namespace Standin;

/**
 * What wc_get_orders() can be asked for.
 */
final class Query
{
    private const KNOWN = ['type', 'limit', 'page', 'return', 'parent', 'order', 'orderby', 'status',
        'customer', 'customer_id', 'billing_email', 'meta_key', 'meta_value', 'meta_compare', 'exclude', 'paginate',
        'date_created'];

    /** @param array<string, mixed> $args */
    public static function fits(\WC_Abstract_Order $order, array $args): bool
    {
        $strange = array_diff(array_keys($args), self::KNOWN);
        if ($strange !== []) {
            // Better a test that fails than an argument that is quietly ignored.
            throw new \InvalidArgumentException('The stand-in does not know of ' . implode(', ', $strange));
        }
        if (isset($args['status']) && !$order->has_status(preg_replace('/\Awc-/', '', (array) $args['status']))) {
            return false;
        }
        if (isset($args['date_created']) && !self::isSince($order, $args['date_created'])) {
            return false;
        }
        if (($args['meta_compare'] ?? 'EXISTS') !== 'EXISTS') {
            throw new \InvalidArgumentException('The stand-in compares meta by EXISTS alone.');
        }
        if (isset($args['meta_key'])) {
            $values = array_map('strval', array_filter($order->get_meta($args['meta_key'], false), 'is_scalar'));
            if (isset($args['meta_value']) ? !in_array((string) $args['meta_value'], $values, true) : $values === []) {
                return false;
            }
        }
        return self::isOf($order, $args) && !in_array($order->get_id(), $args['exclude'] ?? [], true);
    }

    private static function isSince(\WC_Abstract_Order $order, string $asked): bool
    {
        if (preg_match('/\A>=([0-9]+)\z/', $asked, $found) !== 1) {
            throw new \InvalidArgumentException('The stand-in knows date_created as >=seconds alone.');
        }
        return $order->get_date_created()->getTimestamp() >= (int) $found[1];
    }

    /** @param array<string, mixed> $args */
    private static function isOf(\WC_Abstract_Order $order, array $args): bool
    {
        foreach ([$args['customer'] ?? null, $args['customer_id'] ?? null, $args['billing_email'] ?? null] as $who) {
            if ($who === null) {
                continue;
            }
            if (!$order instanceof \WC_Order) {
                return false;
            }
            $is = is_string($who) && strpos($who, '@') !== false
                ? strcasecmp($order->get_billing_email(), $who) === 0 : $order->get_customer_id() === (int) $who;
            if (!$is) {
                return false;
            }
        }
        return true;
    }

    /**
     * Notes on orders are comments that no list of comments shows.
     *
     * @param array<string, string> $clauses
     * @return array<string, string>
     */
    public static function withoutNotes($clauses)
    {
        $clauses['where'] .= ($clauses['where'] ? ' AND ' : '') . " comment_type != 'order_note' ";
        return $clauses;
    }
}
