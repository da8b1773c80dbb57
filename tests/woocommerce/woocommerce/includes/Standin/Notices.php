<?php

namespace Standin;

/**
 * What the shop has to tell a customer on this page.
 */
final class Notices
{
    /** @var array<int, array{0: string, 1: string}> */
    private static $kept = [];

    public static function add(string $message, string $type): void
    {
        self::$kept[] = [$message, $type];
    }

    public static function show(): string
    {
        $shown = '';
        foreach (self::$kept as [$message, $type]) {
            $role = $type === 'error' ? 'alert' : 'status';
            $shown .= '<div class="woocommerce-' . esc_attr($type) . '" role="' . $role . '">'
                . wp_kses_post($message) . '</div>';
        }
        self::$kept = [];
        return $shown;
    }
}
