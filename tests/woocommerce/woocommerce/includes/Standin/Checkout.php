<?php

namespace Standin;

/**
 * The checkout, as shortcode and as block, and the page after ordering.
 */
final class Checkout
{
    public static function listen(): void
    {
        add_shortcode('woocommerce_checkout', [self::class, 'page']);
        add_action('init', [self::class, 'block']);
    }

    public static function block(): void
    {
        $about = ['render_callback' => [self::class, 'asBlock'], 'api_version' => 3];
        register_block_type('woocommerce/checkout', $about);
    }

    /** There the form is drawn by a script; what a plugin can add with PHP stands around it. */
    public static function asBlock(): string
    {
        global $wp;
        if (isset($wp->query_vars['order-received'])) {
            return self::page();
        }
        return '<div class="wp-block-woocommerce-checkout"><form><button type="button">Place Order</button></form>'
            . '</div>';
    }

    public static function page(): string
    {
        global $wp;
        ob_start();
        echo '<div class="woocommerce">';
        if (isset($wp->query_vars['order-received'])) {
            self::received((int) $wp->query_vars['order-received']);
        } else {
            self::form();
        }
        echo '</div>';
        return (string) ob_get_clean();
    }

    private static function form(): void
    {
        do_action('woocommerce_before_checkout_form', null);
        echo '<form name="checkout" method="post" class="checkout woocommerce-checkout"><div id="order_review">';
        do_action('woocommerce_checkout_before_order_review');
        do_action('woocommerce_review_order_before_payment');
        echo '<div id="payment" class="woocommerce-checkout-payment"><div class="form-row place-order">';
        do_action('woocommerce_checkout_before_terms_and_conditions');
        echo '<div class="woocommerce-terms-and-conditions-wrapper">';
        do_action('woocommerce_checkout_terms_and_conditions');
        echo '</div>';
        do_action('woocommerce_checkout_after_terms_and_conditions');
        do_action('woocommerce_review_order_before_submit');
        echo '<button type="submit" class="button alt" id="place_order">Place order</button>';
        do_action('woocommerce_review_order_after_submit');
        echo '</div></div></div></form>';
        do_action('woocommerce_after_checkout_form', null);
    }

    private static function received(int $id): void
    {
        $key = isset($_GET['key']) && is_string($_GET['key']) ? wc_clean(wp_unslash($_GET['key'])) : '';
        $order = wc_get_order($id);
        echo '<p class="woocommerce-thankyou-order-received">Thank you. Your order has been received.</p>';
        // Without its key the page thanks, and shows nothing of the order. One with an account has to be logged in.
        $customer = $order instanceof \WC_Order ? $order->get_customer_id() : 0;
        $is_whose = $customer === 0 || $customer === get_current_user_id();
        if ($order instanceof \WC_Order && $is_whose && $order->key_is_valid($key)) {
            do_action('woocommerce_thankyou_' . $order->get_payment_method(), $id);
            do_action('woocommerce_thankyou', $id);
        }
    }
}
