<?php

namespace AmendsDesk;

/**
 * WooCommerce → Settings → Advanced → Amends desk: connect, test, disconnect, two links on or off.
 */
final class Settings
{
    public const SECTION = 'amends_desk';

    private const STATE_S = 600;

    public static function listen(): void
    {
        add_filter('woocommerce_get_sections_advanced', [self::class, 'section']);
        add_filter('woocommerce_get_settings_advanced', [self::class, 'fields'], 10, 2);
        add_action('woocommerce_admin_field_amends_desk_connection', [self::class, 'show']);
        foreach (['connect', 'return', 'test', 'disconnect'] as $act) {
            add_action('admin_post_amends_desk_' . $act, [self::class, $act === 'return' ? 'comeBack' : $act]);
        }
    }

    public static function section($sections): array
    {
        $sections[self::SECTION] = __('Amends desk', 'amends-desk');
        return $sections;
    }

    public static function fields($settings, $section): array
    {
        if ($section !== self::SECTION) {
            return $settings;
        }
        return [
            ['type' => 'title', 'id' => 'amends_desk', 'title' => __('Amends desk', 'amends-desk')],
            [
                'type' => 'text',
                'id' => 'amends_desk_address',
                'title' => __('Address of your desk', 'amends-desk'),
                'placeholder' => 'https://desk.example',
                'autoload' => false,
            ],
            ['type' => 'amends_desk_connection', 'id' => 'amends_desk_connection_shown', 'is_option' => false],
            ['type' => 'amends_desk_waiting', 'id' => 'amends_desk_waiting_shown', 'is_option' => false],
            ['type' => 'amends_desk_policy', 'id' => 'amends_desk_policy_shown', 'is_option' => false],
            [
                'type' => 'checkbox',
                'id' => 'amends_desk_footer',
                'default' => 'yes',
                'title' => __('Link in the footer', 'amends-desk'),
                'desc' => __('On every page of the shop', 'amends-desk'),
            ],
            [
                'type' => 'checkbox',
                'id' => 'amends_desk_withdrawal',
                'default' => 'yes',
                'title' => __('Link to withdraw', 'amends-desk'),
                'desc' => __('In the words of EU law; needed when you sell to consumers in the EU', 'amends-desk'),
            ],
            ['type' => 'sectionend', 'id' => 'amends_desk'],
        ];
    }

    /** The row with the buttons. The secret is not among what it knows. */
    public static function show(): void
    {
        $connection = Connection::current();
        echo '<tr><th scope="row">', esc_html__('Connection', 'amends-desk'), '</th><td>';
        $notice = get_transient('amends_desk_notice_' . get_current_user_id());
        if (is_string($notice)) {
            delete_transient('amends_desk_notice_' . get_current_user_id());
            echo '<p><strong>', esc_html($notice), '</strong></p>';
        }
        if ($connection === null) {
            echo '<p>', esc_html__('Save the address first, then connect.', 'amends-desk'), '</p>';
            OwnerButton::show('connect', __('Connect', 'amends-desk'));
        } else {
            /* translators: 1: short name of the shop at the desk, 2: address of the desk */
            $told = sprintf(__('Connected as %1$s with %2$s.', 'amends-desk'), $connection->shop, $connection->agreed);
            echo '<p>', esc_html($told), '</p>';
            OwnerButton::show('test', __('Test the connection', 'amends-desk'));
            OwnerButton::show('disconnect', __('Disconnect', 'amends-desk'));
        }
        echo '</td></tr>';
    }

    /** Send the owner to the desk, where they agree. */
    public static function connect(): void
    {
        OwnerButton::check('connect');
        $desk = Connection::origin((string) get_option('amends_desk_address'));
        if ($desk === '') {
            OwnerButton::back(__('That is no address of a desk: it begins with https://.', 'amends-desk'));
            return;
        }
        $state = bin2hex(random_bytes(16));
        set_transient('amends_desk_state_' . get_current_user_id(), [$state, $desk], self::STATE_S);
        $query = [
            'platform' => 'woocommerce',
            'origin' => (string) Connection::origin(home_url()),
            'return' => admin_url('admin-post.php?action=amends_desk_return'),
            'state' => $state,
        ];
        OwnerButton::leave($desk . '/inbox/connect?' . http_build_query($query, '', '&', PHP_QUERY_RFC3986));
    }

    /** Back from the desk with a one-time code. The state proves that this person began it here. */
    // phpcs:ignore AmendsDesk.Security.GuardedInput -- the state that this person began with stands for the nonce
    public static function comeBack(): void
    {
        if (!current_user_can('manage_woocommerce')) {
            wp_die(esc_html__('You may not do this.', 'amends-desk'), '', ['response' => 403]);
        }
        $begun = get_transient('amends_desk_state_' . get_current_user_id());
        delete_transient('amends_desk_state_' . get_current_user_id());
        [$state, $code] = [OwnerButton::about('state'), OwnerButton::about('code')];
        if (!is_array($begun) || $code === '' || !hash_equals($begun[0], $state)) {
            OwnerButton::back(__('That did not begin here, or too long ago. Connect again.', 'amends-desk'));
            return;
        }
        [$status, $told] = DeskClient::connect($begun[1], $code, $state);
        $shop = $told['shop'] ?? '';
        $secret = $told['secret'] ?? '';
        if ($status !== 200 || !is_string($shop) || !is_string($secret)) {
            OwnerButton::back(ConnectionTest::trouble($status));
            return;
        }
        // The desk that was asked, not one that an answer names.
        if (!Connection::keep($begun[1], $shop, $secret)) {
            OwnerButton::back(ConnectionTest::noDesk());
            return;
        }
        Plugin::resume();
        OwnerButton::back(__('Connected. Every order is brought to the desk from now on.', 'amends-desk'));
    }

    public static function test(): void
    {
        OwnerButton::check('test');
        $connection = Connection::current();
        if ($connection === null) {
            OwnerButton::back(__('The shop is not connected.', 'amends-desk'));
            return;
        }
        OwnerButton::back(ConnectionTest::of($connection));
    }

    public static function disconnect(): void
    {
        OwnerButton::check('disconnect');
        PolicySwitch::undo();
        Plugin::stop();
        Connection::forget();
        OwnerButton::back(__('Disconnected. The shop’s pages no longer show links to the desk.', 'amends-desk'));
    }
}
