<?php

namespace AmendsDesk;

/**
 * One line of the policy where people order, with a link to the whole of it.
 */
final class CheckoutNotice
{
    public static function listen(): void
    {
        add_action('woocommerce_review_order_before_submit', [self::class, 'show']);
        add_action('woocommerce_pay_order_before_submit', [self::class, 'show']);
        // The block draws itself anew in the browser; what stands behind it stays, and is there without JavaScript.
        add_filter('render_block_woocommerce/checkout', [self::class, 'behind']);
    }

    public static function show(): void
    {
        echo self::line();
    }

    public static function behind($block): string
    {
        // On the page after ordering the block prints something else, and there it is too late for this line.
        return (string) $block . (is_order_received_page() || is_wc_endpoint_url('order-pay') ? '' : self::line());
    }

    private static function line(): string
    {
        $connection = Connection::current();
        $notice = $connection === null ? null : PolicyPage::notice($connection);
        if ($notice === null) {
            return '';
        }
        $address = PolicySwitch::address() ?: $notice['address'];
        $link = $address === '' ? ''
            : ' <a href="' . esc_url($address) . '">' . esc_html__('Refund policy', 'amends-desk') . '</a>';
        return '<p class="amends-desk-notice">' . esc_html($notice['text']) . $link . '</p>';
    }
}
