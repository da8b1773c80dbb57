<?php

namespace AmendsDesk;

use Automattic\WooCommerce\Utilities\FeaturesUtil;

/**
 * Wires everything; without WooCommerce nothing.
 */
final class Plugin
{
    /** @var string */
    private static $file = '';

    public static function start(string $file): void
    {
        self::$file = $file;
        add_action('before_woocommerce_init', [self::class, 'declare']);
        add_action('plugins_loaded', [self::class, 'wire']);
        add_action('init', [self::class, 'init']);
        register_deactivation_hook($file, [self::class, 'stop']);
        register_activation_hook($file, [self::class, 'resume']);
    }

    public static function declare(): void
    {
        foreach (['custom_order_tables', 'cart_checkout_blocks'] as $feature) {
            FeaturesUtil::declare_compatibility($feature, self::$file, true);
        }
    }

    public static function wire(): void
    {
        if (!class_exists('WooCommerce')) {
            return;
        }
        CustomerLinks::listen();
        CustomerMessages::listen();
        CheckoutNotice::listen();
        OrderRelay::listen();
        PastOrders::listen();
        StatementRelay::listen();
        FormDescription::listen();
        FormPage::listen();
        OrderBox::listen();
        PolicyPage::listen();
        PolicySwitch::listen();
        Privacy::listen();
        RestRoutes::listen();
        Settings::listen();
        WaitingList::listen();
    }

    public static function init(): void
    {
        load_plugin_textdomain('amends-desk', false, dirname(plugin_basename(self::$file)) . '/languages');
        if (class_exists('WooCommerce')) {
            register_block_type(dirname(self::$file) . '/blocks/link');
            register_block_type(dirname(self::$file) . '/blocks/policy');
            register_block_type(dirname(self::$file) . '/blocks/form');
        }
    }

    /** Nothing runs by itself any more. */
    public static function stop(): void
    {
        if (function_exists('as_unschedule_all_actions')) {
            // Without a hook's name: all of the group, whoever of the plugin queued it.
            as_unschedule_all_actions('', [], OrderRelay::GROUP);
        }
    }

    /** Connected, or switched on again with its connection kept: what was stopped or never told begins. */
    public static function resume(): void
    {
        if (function_exists('as_schedule_recurring_action') && Connection::current() !== null) {
            PolicyPage::schedule();
            PastOrders::begin();
            StatementRelay::resume();
        }
    }
}
