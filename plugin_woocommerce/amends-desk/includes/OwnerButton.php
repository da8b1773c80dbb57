<?php

namespace AmendsDesk;

/**
 * A button on the settings page: what it prints, who may press it, and the way back with a sentence.
 */
final class OwnerButton
{
    /** @param array<string, string> $about what the button is about, such as which order */
    public static function show(string $act, string $words, array $about = []): void
    {
        $query = http_build_query(['action' => 'amends_desk_' . $act] + $about, '', '&', PHP_QUERY_RFC3986);
        $address = wp_nonce_url(admin_url('admin-post.php?' . $query), 'amends_desk_' . $act);
        echo '<a class="button" href="', esc_url($address), '">', esc_html($words), '</a> ';
    }

    /** Ends the request unless the person may do it and pressed the button here. */
    public static function check(string $act): void
    {
        if (!current_user_can('manage_woocommerce')) {
            wp_die(esc_html__('You may not do this.', 'amends-desk'), '', ['response' => 403]);
        }
        check_admin_referer('amends_desk_' . $act);
    }

    /** What the button is about; '' where the address does not say it as plain text. */
    // phpcs:ignore AmendsDesk.Security.GuardedInput -- who asks has checked the nonce, or the state that stands for it
    public static function about(string $name): string
    {
        return isset($_GET[$name]) && is_string($_GET[$name]) ? wp_unslash($_GET[$name]) : '';
    }

    /** To the settings page, which shows the sentence once. */
    public static function back(string $notice): void
    {
        set_transient('amends_desk_notice_' . get_current_user_id(), $notice, 60);
        self::leave(admin_url('admin.php?page=wc-settings&tab=advanced&section=' . Settings::SECTION));
    }

    public static function leave(string $address): void
    {
        // The desk is another site by intent, so not the redirect that stays at home.
        if (wp_redirect($address)) {
            exit;
        }
    }
}
