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

    private const LONGEST = 300;
    private const TEXT = '/\A([a-z0-9-]{1,48})\.([A-Za-z0-9_-]{1,40})\.([a-z]{1,20})\.([1-9][0-9]{0,11})\z/';

    public static function make(string $secret, string $shop, string $order, string $purpose, int $expiry): string
    {
        $key = Signature::key($secret);
        if ($key === null) {
            return '';
        }
        $text = "$shop.$order.$purpose.$expiry";
        return self::encode($text) . '.' . self::encode(hash_hmac('sha256', $text, $key, true));
    }

    /** The id of the order in a token of this shop for this purpose; '' for any other token, or one too old. */
    public static function read(string $secret, string $shop, string $token, string $purpose, int $now): string
    {
        $head = explode('.', $token, 2)[0];
        $text = strlen($token) <= self::LONGEST ? base64_decode(strtr($head, '-_', '+/'), true) : false;
        if ($text === false || preg_match(self::TEXT, $text, $said) !== 1) {
            return '';
        }
        // Made once more and compared as a whole, so that only one spelling of it is right.
        $right = self::make($secret, $said[1], $said[2], $said[3], (int) $said[4]);
        if ($right === '' || !hash_equals($right, $token)) {
            return '';
        }
        return $said[1] === $shop && $said[3] === $purpose && $now <= (int) $said[4] ? $said[2] : '';
    }

    private static function encode(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }
}
