<?php

namespace AmendsDesk;

/**
 * Makes the desk's policy the page that WooCommerce calls “Refund and Returns Policy”, and takes it back.
 */
final class PolicySwitch
{
    /** The page WooCommerce and others link as the shop's refund policy. */
    private const WOOCOMMERCE = 'woocommerce_refund_returns_page_id';

    /** Our page, and the one that was there before. */
    private const OPTION = 'amends_desk_policy_page';

    public static function listen(): void
    {
        add_action('woocommerce_admin_field_amends_desk_policy', [self::class, 'show']);
        add_action('admin_post_amends_desk_policy_on', [self::class, 'on']);
        add_action('admin_post_amends_desk_policy_off', [self::class, 'off']);
    }

    /** The address of our page while it is the shop's refund policy; '' otherwise. */
    public static function address(): string
    {
        $page = self::page();
        return $page === 0 || get_post_status($page) !== 'publish' ? '' : (string) get_permalink($page);
    }

    public static function show(): void
    {
        $connection = Connection::current();
        if ($connection === null) {
            return;
        }
        echo '<tr><th scope="row">', esc_html__('Refund policy', 'amends-desk'), '</th><td>';
        $address = self::address();
        if ($address !== '') {
            echo '<p>', esc_html__('The shop’s refund policy is the one of the desk.', 'amends-desk');
            echo ' <a href="', esc_url($address), '">', esc_html__('View the page', 'amends-desk'), '</a></p>';
            OwnerButton::show('policy_off', __('Set it back as it was', 'amends-desk'));
        } elseif (PolicyPage::has($connection, 'refund')) {
            $words = __('Makes a page with the desk’s policy and names it the shop’s refund policy.', 'amends-desk');
            echo '<p>', esc_html($words), '</p>';
            OwnerButton::show('policy_on', __('Use the desk’s policy', 'amends-desk'));
        } else {
            $words = __('The desk has not published a policy, or the shop has not fetched it yet.', 'amends-desk');
            echo '<p>', esc_html($words), '</p>';
        }
        echo '</td></tr>';
    }

    public static function on(): void
    {
        OwnerButton::check('policy_on');
        $connection = Connection::current();
        if ($connection === null || !PolicyPage::has($connection, 'refund')) {
            OwnerButton::back(__('There is no policy of the desk to show yet.', 'amends-desk'));
            return;
        }
        if (self::address() === '' && !self::make()) {
            OwnerButton::back(__('WordPress did not make the page.', 'amends-desk'));
            return;
        }
        OwnerButton::back(__('The desk’s policy is the shop’s refund policy now.', 'amends-desk'));
    }

    public static function off(): void
    {
        OwnerButton::check('policy_off');
        self::undo();
        OwnerButton::back(__('The shop’s refund policy is the page it was before.', 'amends-desk'));
    }

    /** As it was before; our page goes to the bin. What the owner chose since stays chosen. */
    public static function undo(): void
    {
        $kept = get_option(self::OPTION);
        if (!is_array($kept)) {
            return;
        }
        if ((int) get_option(self::WOOCOMMERCE) === (int) $kept['page']) {
            // phpcs:ignore AmendsDesk.Naming.Prefix -- WooCommerce's own setting, as it was before the owner's click
            update_option(self::WOOCOMMERCE, (int) $kept['before']);
        }
        wp_trash_post((int) $kept['page']);
        delete_option(self::OPTION);
    }

    private static function make(): bool
    {
        self::undo();
        $page = wp_insert_post(
            [
                'post_type' => 'page',
                'post_status' => 'publish',
                'post_title' => __('Refund policy', 'amends-desk'),
                'post_content' => '<!-- wp:amends-desk/policy /-->',
            ]
        );
        if (is_wp_error($page) || (int) $page === 0) {
            return false;
        }
        $before = (int) get_option(self::WOOCOMMERCE);
        update_option(self::OPTION, ['page' => (int) $page, 'before' => $before], false);
        // phpcs:ignore AmendsDesk.Naming.Prefix -- WooCommerce's own setting, on the owner's click
        update_option(self::WOOCOMMERCE, (int) $page);
        return true;
    }

    /** Our page; 0 where there is none or WooCommerce names another by now. */
    private static function page(): int
    {
        $kept = get_option(self::OPTION);
        $page = is_array($kept) ? (int) $kept['page'] : 0;
        return $page === (int) get_option(self::WOOCOMMERCE) ? $page : 0;
    }
}
