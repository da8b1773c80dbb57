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
        OrderRelay::listen();
        OrderBox::listen();
        PolicyPage::listen();
        Privacy::listen();
        RestRoutes::listen();
        Settings::listen();
    }

    public static function init(): void
    {
        load_plugin_textdomain('amends-desk', false, dirname(plugin_basename(self::$file)) . '/languages');
        if (class_exists('WooCommerce')) {
            register_block_type(dirname(self::$file) . '/blocks/link');
            register_block_type(dirname(self::$file) . '/blocks/policy');
        }
    }

    /** Nothing runs by itself any more. */
    public static function stop(): void
    {
        if (function_exists('as_unschedule_all_actions')) {
            as_unschedule_all_actions(OrderRelay::HOOK, null, OrderRelay::GROUP);
            as_unschedule_all_actions(PolicyPage::HOOK, null, OrderRelay::GROUP);
        }
    }

    /** Switched on again with its connection kept. */
    public static function resume(): void
    {
        if (function_exists('as_schedule_recurring_action') && Connection::current() !== null) {
            PolicyPage::schedule();
        }
    }
}
