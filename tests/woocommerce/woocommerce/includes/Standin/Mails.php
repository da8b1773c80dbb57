<?php

namespace Standin;

/**
 * The mails about an order: to the customer, and one to the shop.
 */
final class Mails
{
    private const CUSTOMERS = [
        'processing' => ['customer_processing_order', 'Your order has been received'],
        'completed' => ['customer_completed_order', 'Your order is now complete'],
        'refunded' => ['customer_refunded_order', 'Your order has been refunded'],
    ];

    public static function instance(): self
    {
        static $one = null;
        return $one ??= new self();
    }

    public static function listen(): void
    {
        foreach (array_keys(self::CUSTOMERS) as $status) {
            add_action('woocommerce_order_status_' . $status, [self::class, 'tellCustomer'], 10, 2);
        }
        add_action('woocommerce_order_status_processing', [self::class, 'tellShop'], 10, 2);
    }

    public static function tellCustomer($order_id, $order): void
    {
        [$id, $heading] = self::CUSTOMERS[$order->get_status()];
        self::send($order->get_billing_email(), $heading, $order, false, new Mail($id));
    }

    public static function tellShop($order_id, $order): void
    {
        self::send(get_option('admin_email'), 'New order', $order, true, new Mail('new_order'));
    }

    private static function send(string $to, string $heading, \WC_Order $order, bool $to_shop, Mail $mail): void
    {
        $plain = get_option('woocommerce_email_type', 'html') === 'plain';
        ob_start();
        if ($plain) {
            echo $heading, "\n\n";
            foreach ($order->get_items() as $item) {
                echo $item->get_name(), ' × ', $item->get_quantity(), "\n";
            }
        } else {
            echo '<!DOCTYPE html><html><head><title>', esc_html($heading), '</title></head><body>';
            do_action('woocommerce_email_header', $heading, $mail);
            echo '<h1>', esc_html($heading), '</h1>';
        }
        do_action('woocommerce_email_before_order_table', $order, $to_shop, $plain, $mail);
        do_action('woocommerce_email_after_order_table', $order, $to_shop, $plain, $mail);
        do_action('woocommerce_email_order_meta', $order, $to_shop, $plain, $mail);
        if (!$plain) {
            do_action('woocommerce_email_footer', $mail);
            echo '</body></html>';
        }
        $type = $plain ? 'text/plain' : 'text/html';
        wp_mail($to, $heading, (string) ob_get_clean(), ["Content-Type: $type; charset=UTF-8"]);
    }
}
