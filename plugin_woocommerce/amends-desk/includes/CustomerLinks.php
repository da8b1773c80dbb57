<?php

namespace AmendsDesk;

/**
 * The links a customer finds: with an order in them where WooCommerce has already decided who may see that order.
 */
final class CustomerLinks
{
    private const KINDS = ['complaint', 'refund', 'return', 'cancel', 'withdraw'];

    /** While an order is one of these, it can still be called off. */
    private const OPEN = ['pending', 'on-hold', 'processing'];

    public static function listen(): void
    {
        add_filter('woocommerce_my_account_my_orders_actions', [self::class, 'action'], 10, 2);
        // Shown on view-order and on order-received, and there only to those who may read the order.
        add_action('woocommerce_order_details_after_order_table', [self::class, 'order']);
        add_action('woocommerce_email_after_order_table', [self::class, 'mail'], 20, 3);
        add_action('wp_footer', [self::class, 'footer']);
        add_action('wp_enqueue_scripts', [self::class, 'dress']);
        add_shortcode('amends_link', [self::class, 'shortcode']);
    }

    /** The form's address; '' without a connection. With an order the link says which, for so many seconds. */
    public static function address(string $kind, ?\WC_Order $order = null, int $age_s = LinkToken::PAGE_S): string
    {
        $connection = Connection::current();
        if ($connection === null) {
            return '';
        }
        $kind = in_array($kind, self::KINDS, true) ? $kind : '';
        // The address that customers reach; the shop itself may reach the desk by another.
        $address = $connection->agreed . '/s/' . $connection->shop . ($kind === '' ? '' : '/' . $kind);
        if ($order === null || $kind === '') {
            return $address;
        }
        $id = (string) $order->get_id();
        $token = LinkToken::make($connection->secret, $connection->shop, $id, $kind, time() + $age_s);
        return $address . '?o=' . $token;
    }

    /** The words of a link. */
    public static function words(string $kind): string
    {
        switch ($kind) {
            case 'withdraw':
                /* translators: the words that EU law prescribes (Directive 2011/83/EU, Art. 11a(1)) */
                return __('Withdraw from contract here', 'amends-desk');
            case 'terminate':
                return __('Terminate contracts here', 'amends-desk');
            case 'cancel':
                return __('Cancel an order', 'amends-desk');
            case 'return':
                return __('Send something back', 'amends-desk');
            case 'refund':
                return __('Ask for money back', 'amends-desk');
        }
        return __('Something wrong with your order?', 'amends-desk');
    }

    /**
     * @param array<string, array<string, string>> $actions
     * @return array<string, array<string, string>>
     */
    public static function action($actions, $order): array
    {
        // Below one order's table WooCommerce prints the same buttons; there `order` has the links.
        if (doing_action('woocommerce_view_order') || doing_action('woocommerce_thankyou')) {
            return $actions;
        }
        $links = self::links($order, LinkToken::PAGE_S);
        if ($links['complaint'] === '') {
            return $actions;
        }
        $actions['amends-desk'] = ['url' => $links['complaint'], 'name' => __('Something wrong?', 'amends-desk')];
        unset($links['complaint']);
        foreach ($links as $kind => $address) {
            $actions['amends-desk-' . $kind] = ['url' => $address, 'name' => self::words($kind)];
        }
        return $actions;
    }

    public static function order($order): void
    {
        echo self::paragraph(self::links($order, LinkToken::PAGE_S));
    }

    public static function mail($order, $sent_to_admin, $plain_text): void
    {
        if ($sent_to_admin) {
            return;
        }
        $links = self::links($order, LinkToken::MAIL_S);
        if (!$plain_text) {
            echo self::paragraph($links);
            return;
        }
        foreach ($links as $kind => $address) {
            // phpcs:ignore AmendsDesk.Security.EscapeOutput -- plain text: an entity would be read as one
            echo "\n", self::words($kind), "\n", esc_url_raw($address), "\n";
        }
    }

    /** Below a theme's own footer there is nothing that keeps the links off the edge of the page. */
    public static function dress(): void
    {
        if (self::below() !== []) {
            wp_enqueue_style('amends-desk-links', plugins_url('assets/links.css', __DIR__), [], '0.1.0');
        }
    }

    public static function footer(): void
    {
        echo self::paragraph(self::below(), 'amends-desk amends-desk-footer');
    }

    /** @return array<string, string> the links of every page, as the owner chose; none without a connection */
    private static function below(): array
    {
        $links = [];
        if (get_option('amends_desk_footer', 'yes') === 'yes') {
            $links['complaint'] = self::address('');
        }
        if (get_option('amends_desk_withdrawal', 'yes') === 'yes') {
            $links['withdraw'] = self::address('withdraw');
        }
        return array_filter($links);
    }

    /** `[amends_link kind="withdraw"]`, and the block too. */
    public static function shortcode($attributes): string
    {
        $attributes = shortcode_atts(['kind' => 'complaint'], is_array($attributes) ? $attributes : []);
        $kind = in_array($attributes['kind'], self::KINDS, true) ? $attributes['kind'] : 'complaint';
        return self::paragraph([$kind => self::address($kind)]);
    }

    /** @return array<string, string> the address of each kind that fits the order as it is */
    private static function links(\WC_Order $order, int $age_s): array
    {
        $links = ['complaint' => self::address('complaint', $order, $age_s)];
        if (get_option('amends_desk_withdrawal', 'yes') === 'yes') {
            $links['withdraw'] = self::address('withdraw', $order, $age_s);
        }
        if (in_array($order->get_status(), self::OPEN, true)) {
            $links['cancel'] = self::address('cancel', $order, $age_s);
        }
        return $links;
    }

    /** @param array<string, string> $links kind and address; without an address there is no link */
    private static function paragraph(array $links, string $class = 'amends-desk'): string
    {
        $shown = [];
        foreach (array_filter($links) as $kind => $address) {
            $shown[] = '<a href="' . esc_url($address) . '">' . esc_html(self::words($kind)) . '</a>';
        }
        return $shown === [] ? '' : '<p class="' . esc_attr($class) . '">' . implode(' · ', $shown) . '</p>';
    }
}
