<?php

namespace AmendsDesk;

/**
 * What the desk may ask of the shop: a refund, a note on an order, the state of a case. Signed, and each done once.
 */
final class RestRoutes
{
    public const NOTES = '_amends_desk_notes';

    private const ACTS = [
        '/refund' => 'refund',
        '/refund/find' => 'findRefund',
        '/note' => 'note',
        '/case' => 'state',
    ];

    public static function listen(): void
    {
        add_action('rest_api_init', [self::class, 'register']);
    }

    public static function register(): void
    {
        $may = [self::class, 'isSigned'];
        foreach (self::ACTS as $at => $act) {
            $route = ['methods' => 'POST', 'callback' => [self::class, $act], 'permission_callback' => $may];
            register_rest_route('amends/v1', $at, [$route]);
        }
    }

    /** Where the desk finds these routes: a shop may stand in a folder, and may have no readable addresses. */
    public static function root(): string
    {
        return untrailingslashit(rest_url('amends/v1'));
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

    /** What was not there a minute ago may be there now, so this answer is never remembered. */
    public static function findRefund($request)
    {
        [$status, $answer] = self::asked((string) $request->get_body(), [Refunds::class, 'find']);
        return new \WP_REST_Response($answer, $status);
    }

    public static function note($request)
    {
        return self::once($request, [self::class, 'write']);
    }

    public static function state($request)
    {
        return self::once($request, [CaseStates::class, 'take']);
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
        $busy = 'A note on this order is being written.';
        return LockedOrder::with('note', $asked['order'], $busy, static function ($order) use ($asked) {
            $written = $order->get_meta(self::NOTES);
            $written = is_array($written) ? $written : [];
            $key = hash('sha256', $asked['key']);
            if (!in_array($key, $written, true)) {
                // For the owner alone; WooCommerce prints notes as markup.
                $order->add_order_note(esc_html($asked['text']));
                $order->update_meta_data(self::NOTES, array_merge($written, [$key]));
                OrderRelay::saveQuietly($order);
            }
            return [200, ['key' => $asked['key']]];
        });
    }

    /** Do it once for each message id; the same message again gets the same answer. */
    private static function once($request, callable $act)
    {
        $body = (string) $request->get_body();
        [$status, $answer] = Answered::once(
            (string) $request->get_header('webhook-id'),
            $body,
            static function () use ($body, $act) {
                return self::asked($body, $act);
            }
        );
        return new \WP_REST_Response($answer, $status);
    }

    /** @return array{0: int, 1: array<string, mixed>} */
    private static function asked(string $body, callable $act): array
    {
        $asked = json_decode($body, true, 8);
        return is_array($asked) ? call_user_func($act, $asked)
            : [400, ['error' => 'rubbish', 'sentence' => 'That is no message of a desk.']];
    }
}
