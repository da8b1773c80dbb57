<?php

namespace Standin;

/**
 * One field of the settings.
 */
final class SettingsField
{
    /** @param array<string, mixed> $field */
    public static function show(array $field): void
    {
        $id = $field['id'];
        $value = get_option($id, $field['default'] ?? '');
        echo '<tr><th scope="row" class="titledesc"><label for="', esc_attr($id), '">', esc_html($field['title'] ?? '');
        echo '</label></th><td class="forminp">';
        if ($field['type'] === 'checkbox') {
            echo '<label><input name="', esc_attr($id), '" id="', esc_attr($id), '" type="checkbox" value="1" ';
            checked($value, 'yes');
            echo '> ', wp_kses_post($field['desc'] ?? ''), '</label>';
        } elseif ($field['type'] === 'select') {
            echo '<select name="', esc_attr($id), '" id="', esc_attr($id), '">';
            foreach ($field['options'] as $key => $label) {
                echo '<option value="', esc_attr($key), '" ', selected((string) $value, (string) $key, false), '>';
                echo esc_html($label), '</option>';
            }
            echo '</select>';
        } else {
            echo '<input name="', esc_attr($id), '" id="', esc_attr($id), '" type="', esc_attr($field['type']);
            echo '" value="', esc_attr($value), '" placeholder="', esc_attr($field['placeholder'] ?? ''), '">';
            echo '<p class="description">', wp_kses_post($field['desc'] ?? ''), '</p>';
        }
        echo '</td></tr>';
    }
}
