<?php

namespace AmendsDesk;

/**
 * What has not reached the desk yet, in the settings: orders and messages, with a button for each.
 */
final class WaitingList
{
    public static function listen(): void
    {
        add_action('woocommerce_admin_field_amends_desk_waiting', [self::class, 'show']);
        add_action('admin_post_amends_desk_order_now', [self::class, 'orderNow']);
        add_action('admin_post_amends_desk_order_again', [self::class, 'orderAgain']);
        add_action('admin_post_amends_desk_message_again', [self::class, 'messageAgain']);
    }

    public static function show(): void
    {
        if (!current_user_can('manage_woocommerce') || Connection::current() === null) {
            return;
        }
        echo '<tr><th scope="row">', esc_html__('Waits for the desk', 'amends-desk'), '</th><td>';
        $past = PastOrders::progress();
        if ($past !== '') {
            echo '<p>', esc_html($past), '</p>';
        }
        [$waiting, $failed, $kept] = [OrderRelay::waiting(), OrderRelay::failed(), StatementRelay::kept()];
        if ($waiting === [] && $failed === [] && $kept === []) {
            echo '<p>', esc_html__('Nothing.', 'amends-desk'), '</p></td></tr>';
            return;
        }
        $heads = [__('What', 'amends-desk'), __('Since', 'amends-desk'), __('Tries', 'amends-desk')];
        $heads[] = __('Next try', 'amends-desk');
        echo '<table class="widefat striped"><thead><tr>';
        foreach ($heads as $head) {
            echo '<th scope="col">', esc_html($head), '</th>';
        }
        echo '<td></td></tr></thead><tbody>';
        foreach ($kept as $message) {
            self::message($message);
        }
        self::orders($waiting, $failed);
        echo '</tbody></table></td></tr>';
    }

    public static function orderNow(): void
    {
        OwnerButton::check('order_now');
        $about = array_map([OwnerButton::class, 'about'], ['order', 'tries', 'since']);
        OrderRelay::now((int) $about[0], (int) $about[1], (int) $about[2]);
        OwnerButton::back(__('It will be tried in the next minute.', 'amends-desk'));
    }

    public static function orderAgain(): void
    {
        OwnerButton::check('order_again');
        OrderRelay::again((int) OwnerButton::about('order'));
        OwnerButton::back(__('It will be tried in the next minute.', 'amends-desk'));
    }

    public static function messageAgain(): void
    {
        OwnerButton::check('message_again');
        StatementRelay::again(OwnerButton::about('message'));
        OwnerButton::back(__('It will be tried in the next minute.', 'amends-desk'));
    }

    /**
     * @param array<int, array{since: int, tries: int, next: int}> $waiting
     * @param array<int, int> $failed
     */
    private static function orders(array $waiting, array $failed): void
    {
        foreach ($failed as $id => $since) {
            self::row(self::order($id), $since, '', __('Not passed on', 'amends-desk'));
            OwnerButton::show('order_again', __('Try again', 'amends-desk'), ['order' => (string) $id]);
            echo '</td></tr>';
        }
        foreach ($waiting as $id => $one) {
            self::row(self::order($id), $one['since'], (string) $one['tries'], self::next($one['next']));
            $about = ['order' => (string) $id, 'tries' => (string) $one['tries'], 'since' => (string) $one['since']];
            OwnerButton::show('order_now', __('Try now', 'amends-desk'), $about);
            echo '</td></tr>';
        }
    }

    /** @param array{key: string, kind: string, since: int, tries: int, next: int, given_up: bool} $message */
    private static function message(array $message): void
    {
        $next = $message['given_up'] ? __('Not passed on', 'amends-desk') : self::next($message['next']);
        /* translators: %s: what the message is about, such as “Ask for money back” */
        $what = sprintf(__('Message: %s', 'amends-desk'), CustomerLinks::words($message['kind']));
        self::row($what, $message['since'], (string) $message['tries'], $next);
        $words = $message['given_up'] ? __('Try again', 'amends-desk') : __('Try now', 'amends-desk');
        OwnerButton::show('message_again', $words, ['message' => $message['key']]);
        if ($message['given_up']) {
            // The customer's words, for the owner to act on: they are nowhere else.
            echo '<details><summary>', esc_html__('Show', 'amends-desk'), '</summary><pre dir="auto">',
                esc_html(StatementRelay::words($message['key'])), '</pre></details>';
        }
        echo '</td></tr>';
    }

    /** A row up to its last cell, which stays open for the buttons. */
    private static function row(string $what, int $since, string $tries, string $next): void
    {
        echo '<tr><td>', esc_html($what), '</td><td>', esc_html((string) wp_date('Y-m-d H:i', $since)), '</td><td>',
            esc_html($tries), '</td><td>', esc_html($next), '</td><td>';
    }

    private static function order(int $id): string
    {
        $order = wc_get_order($id);
        $number = $order instanceof \WC_Order ? $order->get_order_number() : (string) $id;
        /* translators: %s: number of an order */
        return sprintf(__('Order %s', 'amends-desk'), $number);
    }

    private static function next(int $moment): string
    {
        return $moment <= time() ? __('in the next minute', 'amends-desk') : (string) wp_date('Y-m-d H:i', $moment);
    }
}
