<?php

/**
 * PHP's own server as WordPress expects a web server: files as they are, everything else to index.php.
 */

$amends_path = rawurldecode((string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
$amends_types = ['css' => 'text/css', 'js' => 'text/javascript', 'svg' => 'image/svg+xml', 'woff2' => 'font/woff2'];

if (strpos($amends_path, '..') !== false) {
    http_response_code(400);
    return true;
}

// Something that a test has done; acts.php says what there is.
if (strpos($amends_path, '/act/') === 0) {
    $argv = ['', $_SERVER['DOCUMENT_ROOT'], substr($amends_path, 5), file_get_contents('php://input')];
    require __DIR__ . '/acts.php';
    return true;
}

// What belongs to the site and not to WordPress: plugins and themes.
if (strpos($amends_path, '/wp-content/') === 0) {
    $amends_file = getenv('AMENDS_SITE') . $amends_path;
    $amends_type = $amends_types[pathinfo($amends_path, PATHINFO_EXTENSION)] ?? null;
    if (!is_file($amends_file) || $amends_type === null) {
        http_response_code(404);
        return true;
    }
    header('Content-Type: ' . $amends_type);
    readfile($amends_file);
    return true;
}

$amends_file = $_SERVER['DOCUMENT_ROOT'] . $amends_path;
if ($amends_path !== '/' && (is_file($amends_file) || is_file($amends_file . '/index.php'))) {
    return false;
}

$_SERVER['SCRIPT_NAME'] = '/index.php';
$_SERVER['PHP_SELF'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . '/index.php';
unset($_SERVER['PATH_INFO']);
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
return true;
