<?php

namespace AmendsDesk;

final class RawThings
{
    public static function listen(): void
    {
        add_shortcode('amends_sample', [self::class, 'shortcode']);
        add_filter('the_content', static function ($content) {
            return $content . get_option('x'); // bad
        });
        register_block_type('amends-desk/sample', ['render_callback' => [self::class, 'block']]);
        add_shortcode('amends_unseen', $GLOBALS['unseen']); // bad
    }

    public static function shortcode($attributes): string
    {
        $shown = [];
        foreach ((array) $attributes as $name => $value) {
            $shown[] = '<li class="' . $name . '">' . esc_html($value) . '</li>';
        }
        return '<ul>' . implode("\n", $shown) . '</ul>'; // bad
    }

    public static function block($attributes): string
    {
        return '<div>' . self::shortcode($attributes) . '</div>'; // bad
    }

    private static function words(string $name): string
    {
        return trim($name);
    }

    public function show($order, string $name, array $rows): void
    {
        echo $name; // bad
        echo '<p>', __('Translators are people, too', 'amends-desk'), '</p>'; // bad
        echo "<p>$name</p>"; // bad
        echo self::words('x'); // bad
        echo '<a href="' . esc_html($order->url) . '">'; // bad
        echo '<a href="', esc_attr($order->url), '">'; // bad
        echo '<a class=' . esc_attr($name) . '>'; // bad
        echo sprintf('<p>%s</p>', $order->get_title()); // bad
        print $order; // bad
        printf('%s', $name); // bad
        _e('Done', 'amends-desk'); // bad
        echo esc_html($name) . ($order->paid ? $name : ''); // bad
        $safe = esc_html($name);
        $safe .= $name;
        echo $safe; // bad
        foreach ($rows as $key => $row) {
            echo (int) $row, $key; // bad
        }
        echo esc_url_raw($name); // bad
        echo apply_filters('amends_desk_row', esc_html($name)); // bad
        echo implode(' ', array_map('strtoupper', $rows)); // bad
        preg_match('/./', $name, $found);
        echo $found[0]; // bad
        [$one] = $rows;
        echo $one; // bad
        echo $order->escaped(); // bad
        $order->add_order_note($name); // bad
        wp_die($name); // bad
        exit($name); // bad
    }
}
