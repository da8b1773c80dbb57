<?php

/**
 * WordPress' database drop-in: a SQLite file in the site's folder, by WordPress' own integration.
 */

define('DB_ENGINE', 'sqlite');
define('DATABASE_TYPE', 'sqlite');

require_once getenv('AMENDS_SQLITE') . '/wp-includes/sqlite/db.php';
