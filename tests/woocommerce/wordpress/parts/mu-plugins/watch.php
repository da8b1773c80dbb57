<?php

/**
 * Writes down what leaves the site: each request with the page that made it, and each mail.
 *
 * Only loopback is let through. What WordPress itself asks of wordpress.org in the admin is answered with nothing and
 * not written down, so that no request means none.
 */

add_filter(
    'pre_http_request',
    static function ($answer, $arguments, $address) {
        $host = (string) wp_parse_url($address, PHP_URL_HOST);
        if (preg_match('/(\A|\.)wordpress\.org\z/', $host) === 1) {
            $nothing = ['code' => 404, 'message' => 'Not Found'];
            return ['headers' => [], 'body' => '{"error":"Not here."}', 'response' => $nothing, 'cookies' => []];
        }
        $line = [
            'address' => $address,
            'method' => $arguments['method'] ?? 'GET',
            'during' => PHP_SAPI === 'cli' ? 'cli' : ($_SERVER['REQUEST_URI'] ?? ''),
        ];
        file_put_contents(AMENDS_SITE . '/requests.jsonl', wp_json_encode($line) . "\n", FILE_APPEND | LOCK_EX);
        return $host === '127.0.0.1' ? $answer : new WP_Error('http_request_failed', 'Only loopback in tests.');
    },
    10,
    3
);

add_filter(
    'pre_wp_mail',
    static function ($sent, $mail) {
        $line = [
            'to' => (array) $mail['to'],
            'subject' => $mail['subject'],
            'text' => $mail['message'],
            'headers' => (array) $mail['headers'],
        ];
        file_put_contents(AMENDS_SITE . '/mails.jsonl', wp_json_encode($line) . "\n", FILE_APPEND | LOCK_EX);
        return true;
    },
    10,
    2
);

foreach (['_maybe_update_core', '_maybe_update_plugins', '_maybe_update_themes'] as $amends_update) {
    remove_action('admin_init', $amends_update);
}

foreach (['core', 'plugins', 'themes'] as $amends_what) {
    add_filter(
        'pre_site_transient_update_' . $amends_what,
        static function () {
            $none = ['updates' => [], 'response' => [], 'no_update' => []];
            return (object) ($none + ['translations' => [], 'checked' => []]);
        }
    );
}
