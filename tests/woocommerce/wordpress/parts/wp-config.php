<?php

/**
 * The test site's configuration: one unpacked WordPress serves many sites, each with a folder of its own.
 *
 * AMENDS_SITE is that folder and AMENDS_SITE_URL where it is served; tests/woocommerce/wordpress/site.py sets both.
 */

define('AMENDS_SITE', getenv('AMENDS_SITE'));

define('WP_HOME', getenv('AMENDS_SITE_URL'));
define('WP_SITEURL', WP_HOME);
define('WP_CONTENT_DIR', AMENDS_SITE . '/wp-content');
define('WP_CONTENT_URL', WP_HOME . '/wp-content');

define('DB_NAME', 'shop');
define('DB_USER', '');
define('DB_PASSWORD', '');
define('DB_HOST', '');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('DB_DIR', AMENDS_SITE . '/database');
define('DB_FILE', 'shop.sqlite');

foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $amends_name) {
    define($amends_name . '_KEY', 'a key of the tests for ' . $amends_name);
    define($amends_name . '_SALT', 'a salt of the tests for ' . $amends_name);
}

// Everything that PHP or WordPress has to say about the code goes into a file that the tests read.
define('WP_DEBUG', true);
define('WP_DEBUG_LOG', AMENDS_SITE . '/debug.log');
define('WP_DEBUG_DISPLAY', false);

define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_AUTO_UPDATE_CORE', false);
define('CONCATENATE_SCRIPTS', false);
define('FS_METHOD', 'direct');

$table_prefix = 'wp_';

if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}

require_once ABSPATH . 'wp-settings.php';
