<?php

namespace AmendsDesk;

/**
 * Speaks to the connected desk, and to nobody else. Never during a customer's page view.
 */
final class DeskClient
{
    private const TIMEOUT_S = 3;

    /**
     * Send something signed.
     *
     * @param array<string, mixed>|null $body null asks instead of sending
     * @return array{0: int, 1: array<string, mixed>} status (0: no answer) and what was answered
     */
    public static function call(Connection $connection, string $path, ?array $body, string $id = ''): array
    {
        $text = $body === null ? '' : (string) wp_json_encode($body);
        $id = $id === '' ? 'msg_' . bin2hex(random_bytes(16)) : $id;
        $headers = self::signed($connection, $id, $text);
        return self::send($connection->desk . $path, $body === null ? 'GET' : 'POST', $headers, $text);
    }

    /**
     * Ask whether the desk is there, and keep what a person may have to know.
     *
     * @return array{0: int, 1: mixed, 2: string} status (0: no answer), what was answered, why there was none
     */
    public static function ping(Connection $connection): array
    {
        $headers = self::signed($connection, 'msg_' . bin2hex(random_bytes(16)), '');
        $answer = self::request($connection->desk . '/relay/v1/ping', 'GET', $headers, '');
        if (is_wp_error($answer)) {
            return [0, null, $answer->get_error_message()];
        }
        $told = json_decode((string) wp_remote_retrieve_body($answer), true, 16);
        return [(int) wp_remote_retrieve_response_code($answer), $told, ''];
    }

    /**
     * Swap the one-time code for shop and secret; nothing is shared yet that could sign.
     *
     * @return array{0: int, 1: array<string, mixed>}
     */
    public static function connect(string $desk, string $code, string $state): array
    {
        $body = (string) wp_json_encode(['code' => $code, 'state' => $state, 'rest' => RestRoutes::root()]);
        return self::send($desk . '/relay/v1/connect', 'POST', [], $body);
    }

    /**
     * A page as the desk published it, unless it is the one that we have.
     *
     * @return array{0: int, 1: string, 2: string} status, text and ETag
     */
    public static function fragment(Connection $connection, string $path, string $etag): array
    {
        $headers = $etag === '' ? [] : ['If-None-Match' => $etag];
        $answer = self::request($connection->desk . $path, 'GET', $headers, '');
        if (is_wp_error($answer)) {
            return [0, '', ''];
        }
        return [
            (int) wp_remote_retrieve_response_code($answer),
            (string) wp_remote_retrieve_body($answer),
            (string) wp_remote_retrieve_header($answer, 'etag'),
        ];
    }

    /**
     * Ask signed for what may be the same as last time.
     *
     * @return array{0: int, 1: mixed, 2: string} status (0: no answer), what was answered, and its ETag
     */
    public static function ask(Connection $connection, string $path, string $etag): array
    {
        $headers = self::signed($connection, 'msg_' . bin2hex(random_bytes(16)), '');
        $headers += $etag === '' ? [] : ['If-None-Match' => $etag];
        $answer = self::request($connection->desk . $path, 'GET', $headers, '');
        if (is_wp_error($answer)) {
            return [0, null, ''];
        }
        return [
            (int) wp_remote_retrieve_response_code($answer),
            json_decode((string) wp_remote_retrieve_body($answer), true, 16),
            (string) wp_remote_retrieve_header($answer, 'etag'),
        ];
    }

    /** @return array<string, string> the headers that say who sends this, and when */
    private static function signed(Connection $connection, string $id, string $text): array
    {
        $now = time();
        return [
            'webhook-id' => $id,
            'webhook-timestamp' => (string) $now,
            'webhook-signature' => Signature::sign($connection->secret, $id, $now, $text),
            'amends-shop' => $connection->shop,
        ];
    }

    /**
     * @param array<string, string> $headers
     * @return array{0: int, 1: array<string, mixed>}
     */
    private static function send(string $address, string $method, array $headers, string $text): array
    {
        $answer = self::request($address, $method, $headers, $text);
        if (is_wp_error($answer)) {
            return [0, []];
        }
        $told = json_decode((string) wp_remote_retrieve_body($answer), true, 16);
        return [(int) wp_remote_retrieve_response_code($answer), is_array($told) ? $told : []];
    }

    /**
     * @param array<string, string> $headers
     * @return array<string, mixed>|\WP_Error
     */
    private static function request(string $address, string $method, array $headers, string $text)
    {
        $arguments = [
            'method' => $method,
            'timeout' => self::TIMEOUT_S,
            // A signed message goes where the owner connected to, and not where somebody points on.
            'redirection' => 0,
            'limit_response_size' => 1048576,
            'headers' => $headers,
        ];
        if ($method === 'POST') {
            $arguments['headers']['Content-Type'] = 'application/json';
            $arguments['body'] = $text;
        }
        return wp_remote_request($address, $arguments);
    }
}
