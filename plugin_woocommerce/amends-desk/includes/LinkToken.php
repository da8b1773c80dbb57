<?php

namespace AmendsDesk;

/**
 * The token in a customer's link: which order, for what, until when. Nothing personal, and nobody else can make one.
 */
final class LinkToken
{
    /** On a page, in seconds. */
    public const PAGE_S = 86400;

    /** In a mail, in seconds: people look for an old mail when something breaks. */
    public const MAIL_S = 34560000;

    public static function make(string $secret, string $shop, string $order, string $purpose, int $expiry): string
    {
        $key = Signature::key($secret);
        if ($key === null) {
            return '';
        }
        $text = "$shop.$order.$purpose.$expiry";
        return self::encode($text) . '.' . self::encode(hash_hmac('sha256', $text, $key, true));
    }

    private static function encode(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }
}
