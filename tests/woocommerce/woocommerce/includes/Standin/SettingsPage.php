<?php

namespace Standin;

/**
 * WooCommerce → Settings: tabs with sections, and fields described by arrays.
 */
final class SettingsPage
{
    private const TABS = ['general' => 'General', 'advanced' => 'Advanced'];

    /** @return array{0: string, 1: string} tab and section */
    private static function where(): array
    {
        $tab = isset($_GET['tab']) ? sanitize_title(wp_unslash($_GET['tab'])) : 'general';
        $section = isset($_GET['section']) ? sanitize_title(wp_unslash($_GET['section'])) : '';
        return [$tab, $section];
    }

    /** @return array<int, array<string, mixed>> */
    private static function fields(): array
    {
        [$tab, $section] = self::where();
        return apply_filters('woocommerce_get_settings_' . $tab, [], $section);
    }

    public static function show(): void
    {
        [$tab, $section] = self::where();
        $tabs = apply_filters('woocommerce_settings_tabs_array', self::TABS);
        echo '<div class="wrap woocommerce"><form method="post" id="mainform" action="" enctype="multipart/form-data">';
        echo '<nav class="nav-tab-wrapper woo-nav-tab-wrapper">';
        foreach ($tabs as $name => $label) {
            $address = admin_url('admin.php?page=wc-settings&tab=' . $name);
            $active = $name === $tab ? ' nav-tab-active' : '';
            echo '<a href="', esc_url($address), '" class="nav-tab', esc_attr($active), '">', esc_html($label), '</a>';
        }
        echo '</nav><ul class="subsubsub">';
        foreach (apply_filters('woocommerce_get_sections_' . $tab, ['' => 'Page setup']) as $name => $label) {
            $address = admin_url("admin.php?page=wc-settings&tab=$tab&section=" . sanitize_title($name));
            $class = $name === $section ? 'current' : '';
            echo '<li><a href="', esc_url($address), '" class="', esc_attr($class), '">';
            echo esc_html($label), '</a> </li>';
        }
        echo '</ul><br class="clear">';
        do_action('woocommerce_sections_' . $tab);
        if (isset($_GET['saved'])) {
            echo '<div id="message" class="updated inline"><p>Your settings have been saved.</p></div>';
        }
        self::output();
        do_action('woocommerce_settings_' . $tab);
        echo '<p class="submit"><button name="save" class="button-primary woocommerce-save-button" type="submit" ';
        echo 'value="Save changes">Save changes</button>';
        wp_nonce_field('woocommerce-settings');
        echo '</p></form></div>';
    }

    private static function output(): void
    {
        foreach (self::fields() as $field) {
            if ($field['type'] === 'title') {
                echo '<h2>', esc_html($field['title'] ?? ''), '</h2>', wp_kses_post(wpautop($field['desc'] ?? ''));
                echo '<table class="form-table">';
            } elseif ($field['type'] === 'sectionend') {
                echo '</table>';
            } elseif (in_array($field['type'], ['text', 'url', 'checkbox', 'select'], true)) {
                SettingsField::show($field);
            } else {
                do_action('woocommerce_admin_field_' . $field['type'], $field);
            }
        }
    }

    public static function save(): void
    {
        $here = ($_GET['page'] ?? '') === 'wc-settings' && isset($_POST['save']);
        if (!$here || !current_user_can('manage_woocommerce')) {
            return;
        }
        check_admin_referer('woocommerce-settings');
        [$tab, $section] = self::where();
        foreach (self::fields() as $field) {
            if (!in_array($field['type'], ['title', 'sectionend'], true) && isset($field['id'])) {
                self::keep($field);
            }
        }
        do_action('woocommerce_update_options_' . $tab . ($section === '' ? '' : '_' . $section));
        do_action('woocommerce_settings_saved');
        wp_safe_redirect(add_query_arg('saved', '1', wp_unslash($_SERVER['REQUEST_URI'])));
        exit;
    }

    /** @param array<string, mixed> $field */
    private static function keep(array $field): void
    {
        $raw = isset($_POST[$field['id']]) ? wp_unslash($_POST[$field['id']]) : null;
        $value = $field['type'] === 'checkbox' ? ($raw === '1' || $raw === 'yes' ? 'yes' : 'no') : wc_clean($raw);
        $value = apply_filters('woocommerce_admin_settings_sanitize_option', $value, $field, $raw);
        $value = apply_filters('woocommerce_admin_settings_sanitize_option_' . $field['id'], $value, $field, $raw);
        if ($value !== null) {
            update_option($field['id'], $value, ($field['autoload'] ?? true) ? 'yes' : 'no');
        }
    }
}
