<?php

/**
 * Loaded before PHPUnit: the plugin's classes and the stand-in they run on.
 *
 * Whatever PHP has to say about a line of the plugin is an error, deprecations included.
 */

// phpcs:disable

namespace AmendsDesk\Tests;

const PLUGIN = __DIR__ . '/../../../plugin_woocommerce/amends-desk';

error_reporting(E_ALL);
set_error_handler(static function ($level, $message, $file, $line) {
    if (strpos((string) realpath($file), (string) realpath(PLUGIN)) === 0) {
        throw new \ErrorException($message, 0, $level, $file, $line);
    }
    return true;
});

require_once __DIR__ . '/../standin.php';
require_once __DIR__ . '/../woocommerce_utilities.php';

spl_autoload_register(static function ($class) {
    $file = PLUGIN . '/includes/' . substr($class, strlen('AmendsDesk\\')) . '.php';
    if (strncmp($class, 'AmendsDesk\\', 11) === 0 && is_file($file)) {
        require $file;
    }
});

/** The vectors of a file that Python reads as well, each under its name. */
function vectors(string $name): array
{
    $text = file_get_contents(__DIR__ . "/../../contract/relay/$name.json");
    $given = [];
    foreach (json_decode($text, true)['vectors'] as $vector) {
        $given[$vector['name']] = [$vector];
    }
    return $given;
}
