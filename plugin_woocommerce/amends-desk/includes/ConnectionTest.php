<?php

namespace AmendsDesk;

/**
 * Says in words what is wrong between shop and desk.
 */
final class ConnectionTest
{
    /** Ask the desk, and say what came of it. */
    public static function of(Connection $connection): string
    {
        [$status, $told, $fault] = DeskClient::ping($connection);
        if ($status !== 200) {
            return self::trouble($status, $fault);
        }
        if (!is_array($told) || !is_string($told['desk'] ?? null)) {
            return self::noDesk();
        }
        if (Connection::origin($told['desk']) !== $connection->agreed) {
            /* translators: %s: address of a desk */
            $words = __('Another desk answered: it says that it is %s. Disconnect, then connect again.', 'amends-desk');
            return sprintf($words, $told['desk']);
        }
        return __('Shop and desk know each other.', 'amends-desk');
    }

    /** For an answer that no desk gives. */
    public static function noDesk(): string
    {
        return __('Something answered that is no desk. Is the address the desk’s own?', 'amends-desk');
    }

    /** What a status of the desk means; 0 is no answer, and `$fault` says what the connection failed with. */
    public static function trouble(int $status, string $fault = ''): string
    {
        if ($status === 0) {
            return preg_match('/\b(ssl|tls|certificate)\b/i', $fault) === 1
                ? __('No secure connection: the certificate of the desk does not hold for its address.', 'amends-desk')
                : __('The desk did not answer. Is its address right, and is it running?', 'amends-desk');
        }
        if ($status >= 300 && $status < 400) {
            return __('The address leads on to another one. Connect with the one where it ends.', 'amends-desk');
        }
        if ($status === 401) {
            return __('The desk does not know this connection. Disconnect, then connect again.', 'amends-desk');
        }
        if ($status === 404) {
            return __('The desk does not know this shop, or no desk is at that address.', 'amends-desk');
        }
        if ($status === 409) {
            return __('The clocks of shop and desk are more than five minutes apart.', 'amends-desk');
        }
        if ($status >= 500) {
            /* translators: %d: a status such as 500 */
            $words = __('The desk is in trouble: status %d. Look at “amends doctor” there.', 'amends-desk');
            return sprintf($words, $status);
        }
        /* translators: %d: a status such as 403 */
        $words = __('The desk, or something in front of it, refused with status %d.', 'amends-desk');
        return sprintf($words, $status);
    }
}
