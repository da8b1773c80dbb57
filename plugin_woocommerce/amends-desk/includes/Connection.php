<?php

namespace AmendsDesk;

/**
 * The one desk that this shop is connected to, and the secret they share.
 */
final class Connection
{
    private const OPTION = 'amends_desk_connection';

    /** @var string where the desk is asked */
    public $desk;

    /** @var string the address that the owner connected with; mostly the same */
    public $agreed;

    /** @var string */
    public $shop;

    /** @var string */
    public $secret;

    private function __construct(string $desk, string $agreed, string $shop, string $secret)
    {
        $this->desk = $desk;
        $this->agreed = $agreed;
        $this->shop = $shop;
        $this->secret = $secret;
    }

    /** The connection; null as long as there is none. */
    public static function current(): ?self
    {
        $kept = get_option(self::OPTION);
        if (!is_array($kept) || !isset($kept['desk'], $kept['shop'], $kept['secret'])) {
            return null;
        }
        // For a shop that reaches its desk by another name than its customers do. The scheme is checked all the same.
        $desk = self::origin((string) apply_filters('amends_desk_url', $kept['desk']));
        return $desk === '' ? null
            : new self($desk, (string) $kept['desk'], (string) $kept['shop'], (string) $kept['secret']);
    }

    /** Keep what the desk gave; false where it is not what a desk gives. */
    public static function keep(string $desk, string $shop, string $secret): bool
    {
        if (self::origin($desk) === '' || preg_match('/\A[a-z0-9-]{1,40}\z/', $shop) !== 1) {
            return false;
        }
        if (Signature::key($secret) === null) {
            return false;
        }
        // Not autoloaded: it stays out of what every request of WordPress loads and caches as a whole.
        delete_option(self::OPTION);
        $kept = ['desk' => self::origin($desk), 'shop' => $shop, 'secret' => $secret];
        return add_option(self::OPTION, $kept, '', false);
    }

    public static function forget(): void
    {
        delete_option(self::OPTION);
    }

    /** Scheme, host and port of an address; '' unless it is https, or http on this very machine. */
    public static function origin(string $address): string
    {
        $parts = wp_parse_url(trim($address));
        if (!is_array($parts) || empty($parts['host']) || isset($parts['user']) || isset($parts['pass'])) {
            return '';
        }
        $scheme = strtolower($parts['scheme'] ?? '');
        $host = strtolower($parts['host']);
        $loopback = in_array($host, ['localhost', '127.0.0.1', '[::1]'], true);
        if ($scheme !== 'https' && !($scheme === 'http' && $loopback)) {
            return '';
        }
        if (preg_match('/\A(\[[0-9a-f:.]+\]|[a-z0-9.-]+)\z/', $host) !== 1) {
            return '';
        }
        return $scheme . '://' . $host . (isset($parts['port']) ? ':' . (int) $parts['port'] : '');
    }
}
