<?php

/**
 * A classic theme, as small as one can be.
 */

add_action(
    'after_setup_theme',
    static function () {
        add_theme_support('title-tag');
        add_theme_support('html5', ['search-form', 'comment-form']);
    }
);

add_action(
    'wp_enqueue_scripts',
    static function () {
        wp_enqueue_style('plain', get_stylesheet_uri(), [], '1.0');
    }
);
