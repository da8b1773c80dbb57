<?php

/**
 * Prints what the plugin sends: php tell.php CONNECTION, a JSON text with desk, shop and secret.
 */

// phpcs:disable

require __DIR__ . '/standin.php';
require __DIR__ . '/woocommerce_utilities.php';
require __DIR__ . '/../../plugin_woocommerce/amends-desk/amends-desk.php';

do_action('plugins_loaded');
$connection = json_decode($argv[1], true);
AmendsDesk\Connection::keep($connection['desk'], $connection['shop'], $connection['secret']);
World::$orders[18] = new WC_Order(18);

AmendsDesk\OrderRelay::relay(18, 0, time());
AmendsDesk\Settings::test();
AmendsDesk\Privacy::erase('kunde@example.test');
$links = [];
foreach (['complaint', 'withdraw'] as $kind) {
    $links[$kind] = AmendsDesk\CustomerLinks::address($kind, World::$orders[18]);
}
echo json_encode(['requests' => World::$requests, 'links' => $links]);
