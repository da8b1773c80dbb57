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
        $now = time();
        $headers = [
            'webhook-id' => $id,
            'webhook-timestamp' => (string) $now,
            'webhook-signature' => Signature::sign($connection->secret, $id, $now, $text),
            'amends-shop' => $connection->shop,
        ];
        return self::send($connection->desk . $path, $body === null ? 'GET' : 'POST', $headers, $text);
    }

    /**
     * Swap the one-time code for shop and secret; nothing is shared yet that could sign.
     *
     * @return array{0: int, 1: array<string, mixed>}
     */
    public static function connect(string $desk, string $code, string $state): array
    {
        $body = (string) wp_json_encode(['code' => $code, 'state' => $state]);
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
