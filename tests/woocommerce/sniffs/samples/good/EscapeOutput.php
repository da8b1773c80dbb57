<?php

namespace AmendsDesk;

final class EscapedThings
{
    private const HEAD = '<th scope="row">';

    public static function listen(): void
    {
        add_shortcode('amends_sample', [self::class, 'shortcode']);
        add_filter('the_content', static function ($content) {
            return $content . '<p>' . esc_html__('More', 'amends-desk') . '</p>';
        });
        register_block_type('amends-desk/sample', ['render_callback' => [self::class, 'block']]);
    }

    public static function shortcode($attributes): string
    {
        $shown = [];
        foreach ((array) $attributes as $name => $value) {
            $shown[] = '<li class="' . esc_attr($name) . '">' . esc_html($value) . '</li>';
        }
        return $shown === [] ? '' : '<ul>' . implode("\n", $shown) . '</ul>';
    }

    public static function block($attributes): string
    {
        return '<div ' . get_block_wrapper_attributes() . '>' . self::shortcode($attributes) . self::link('x') . '</div>';
    }

    private static function link(string $address): string
    {
        $made = esc_url($address);
        return sprintf('<a href="%s">', esc_url($address)) . "<img src=\"$made\">" . '<a href="' . $made . '"></a>';
    }

    public function show($order, int $count, string $name): void
    {
        $class = $count > 1 ? 'many' : 'one';
        echo self::HEAD, esc_html(sprintf(__('%s orders', 'amends-desk'), $name)), '</th>';
        echo "<td class=\"$class\">", $count, ' ', (int) $order->total, '</td>';
        print esc_html($name);
        printf('<p>%s, %d</p>', esc_html($name), absint($order->id));
        esc_html_e('Done', 'amends-desk');
        echo wp_kses_post($order->text), self::HEAD . implode(', ', array_map('esc_html', $order->names));
        $order->add_order_note(esc_html($name));
        // phpcs:ignore AmendsDesk.Security.EscapeOutput -- plain text, which nothing reads as markup
        echo $name;
        wp_die(esc_html__('No.', 'amends-desk'), '', ['response' => 403]);
    }
}
