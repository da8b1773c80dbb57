<?php

namespace AmendsDesk;

/**
 * What the desk may ask of the shop: a refund, a note on an order. Signed, and each message done once.
 */
final class RestRoutes
{
    private const NOTES = '_amends_desk_notes';

    public static function listen(): void
    {
        add_action('rest_api_init', [self::class, 'register']);
    }

    public static function register(): void
    {
        $may = [self::class, 'isSigned'];
        register_rest_route(
            'amends/v1',
            '/refund',
            [
                ['methods' => 'POST', 'callback' => [self::class, 'refund'], 'permission_callback' => $may],
                ['methods' => 'GET', 'callback' => [self::class, 'findRefund'], 'permission_callback' => $may],
            ]
        );
        register_rest_route(
            'amends/v1',
            '/note',
            [['methods' => 'POST', 'callback' => [self::class, 'note'], 'permission_callback' => $may]]
        );
    }

    /** Whether a request comes from the connected desk, for this shop, now. */
    public static function isSigned($request)
    {
        $connection = Connection::current();
        $status = ['bad_signature' => 401, 'stale' => 409];
        $fault = 'bad_signature';
        if ($connection !== null && (string) $request->get_header('amends-shop') === $connection->shop) {
            $fault = Signature::fault(
                $connection->secret,
                (string) $request->get_header('webhook-id'),
                (string) $request->get_header('webhook-timestamp'),
                (string) $request->get_header('webhook-signature'),
                (string) $request->get_body(),
                time()
            );
        }
        return $fault === '' ? true : new \WP_Error($fault, 'Not signed by this shop’s desk, or not now.', [
            'status' => $status[$fault],
        ]);
    }

    public static function refund($request)
    {
        return self::once($request, [Refunds::class, 'make']);
    }

    public static function findRefund($request)
    {
        [$status, $answer] = Refunds::find((string) $request->get_param('key'));
        return new \WP_REST_Response($answer, $status);
    }

    public static function note($request)
    {
        return self::once($request, [self::class, 'write']);
    }

    /**
     * @param array<string, mixed> $asked
     * @return array{0: int, 1: array<string, mixed>}
     */
    public static function write(array $asked): array
    {
        foreach (['key', 'order', 'text'] as $name) {
            if (!isset($asked[$name]) || !is_string($asked[$name]) || $asked[$name] === '') {
                return [400, ['error' => 'rubbish', 'sentence' => "“{$name}” is missing."]];
            }
        }
        $order = preg_match('/\A[0-9]{1,18}\z/', $asked['order']) === 1 ? wc_get_order((int) $asked['order']) : false;
        if (!$order instanceof \WC_Order) {
            return [404, ['error' => 'not_here', 'sentence' => 'There is no such order.']];
        }
        $lock = 'note_' . $order->get_id();
        if (!OptionLock::take($lock)) {
            return [409, ['error' => 'later', 'sentence' => 'A note on this order is being written.']];
        }
        try {
            $order = wc_get_order((int) $asked['order']);
            $written = $order->get_meta(self::NOTES);
            $written = is_array($written) ? $written : [];
            $key = hash('sha256', $asked['key']);
            if (!in_array($key, $written, true)) {
                // For the owner alone; WooCommerce prints notes as markup.
                $order->add_order_note(esc_html($asked['text']));
                $order->update_meta_data(self::NOTES, array_merge($written, [$key]));
                $order->save();
            }
        } finally {
            OptionLock::release($lock);
        }
        return [200, ['key' => $asked['key']]];
    }

    /** Do it once for each message id; the same message again gets the same answer. */
    private static function once($request, callable $act)
    {
        $body = (string) $request->get_body();
        $name = 'amends_desk_id_' . substr(hash('sha256', (string) $request->get_header('webhook-id')), 0, 40);
        $seen = get_transient($name);
        if (is_array($seen)) {
            $again = ['error' => 'replayed', 'sentence' => 'This id was used for another message.'];
            return $seen[0] === hash('sha256', $body) ? new \WP_REST_Response($seen[2], $seen[1])
                : new \WP_REST_Response($again, 409);
        }
        $asked = json_decode($body, true, 8);
        [$status, $answer] = is_array($asked) ? call_user_func($act, $asked)
            : [400, ['error' => 'rubbish', 'sentence' => 'That is no message of a desk.']];
        if (($answer['error'] ?? '') !== 'later') {
            set_transient($name, [hash('sha256', $body), $status, $answer], DAY_IN_SECONDS);
        }
        return new \WP_REST_Response($answer, $status);
    }
}
