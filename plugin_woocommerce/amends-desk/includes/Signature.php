<?php

namespace AmendsDesk;

/**
 * Signs and checks what goes between shop and desk, both ways alike (Standard Webhooks).
 */
final class Signature
{
    /** How far the two clocks may be apart, in seconds. */
    public const TOLERANCE_S = 300;

    /** The bytes behind `whsec_…`; null for what is no secret. */
    public static function key(string $secret): ?string
    {
        if (strncmp($secret, 'whsec_', 6) !== 0) {
            return null;
        }
        $key = base64_decode(substr($secret, 6), true);
        return $key === false || strlen($key) < 24 ? null : $key;
    }

    /** The header `webhook-signature` for a message; empty where the secret is none. */
    public static function sign(string $secret, string $id, int $timestamp, string $body): string
    {
        $key = self::key($secret);
        if ($key === null) {
            return '';
        }
        return 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    }

    /**
     * Says what is wrong with a signed message: '' for nothing, 'bad_signature' or 'stale'.
     *
     * Of several signatures, as there are while a secret changes, one has to fit.
     */
    public static function fault(
        string $secret,
        string $id,
        string $timestamp,
        string $signatures,
        string $body,
        int $now
    ): string {
        // Plain digits alone: PHP would read " 17", "17.0" and "1e3" as numbers too.
        if (preg_match('/\A[0-9]{1,12}\z/', $timestamp) !== 1 || preg_match('/\A[A-Za-z0-9_-]{1,64}\z/', $id) !== 1) {
            return 'bad_signature';
        }
        $right = self::sign($secret, $id, (int) $timestamp, $body);
        if ($right === '' || (string) (int) $timestamp !== $timestamp) {
            return 'bad_signature';
        }
        $fits = false;
        foreach (explode(' ', $signatures) as $signature) {
            $fits = hash_equals($right, $signature) || $fits;
        }
        if (!$fits) {
            return 'bad_signature';
        }
        return abs($now - (int) $timestamp) > self::TOLERANCE_S ? 'stale' : '';
    }
}
