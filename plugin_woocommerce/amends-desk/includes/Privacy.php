<?php

namespace AmendsDesk;

/**
 * WordPress' own privacy tools: what is kept where, and erasing it at the desk too.
 */
final class Privacy
{
    /** How many orders are looked at in one step of WordPress' tools. */
    private const BATCH = 50;

    public static function listen(): void
    {
        add_filter('wp_privacy_personal_data_exporters', [self::class, 'exporters']);
        add_filter('wp_privacy_personal_data_erasers', [self::class, 'erasers']);
        add_action('admin_init', [self::class, 'suggest']);
        add_action('woocommerce_privacy_remove_order_personal_data', [self::class, 'forget']);
    }

    public static function exporters(array $exporters): array
    {
        $name = __('Messages at the complaint desk', 'amends-desk');
        $exporters['amends-desk'] = ['exporter_friendly_name' => $name, 'callback' => [self::class, 'export']];
        return $exporters;
    }

    public static function erasers(array $erasers): array
    {
        $name = __('Messages at the complaint desk', 'amends-desk');
        $erasers['amends-desk'] = ['eraser_friendly_name' => $name, 'callback' => [self::class, 'erase']];
        return $erasers;
    }

    /** How cases stand is here, the messages themselves are not: the export says where they are. */
    public static function export($email, $page = 1): array
    {
        $connection = Connection::current();
        if ($connection === null) {
            return ['data' => [], 'done' => true];
        }
        $told = __('The shop’s desk keeps what you wrote to it. The shop hands it out on request.', 'amends-desk');
        $about = [__('Kept at', 'amends-desk') => $connection->agreed, __('How to get it', 'amends-desk') => $told];
        $data = [];
        if ((int) $page === 1) {
            $data[] = self::item('amends-desk', $about);
            foreach (self::kept((string) $email) as $id => $row) {
                $data[] = self::item('amends-desk-' . $id, [__('Message', 'amends-desk') => $row['words']]);
            }
        }
        $orders = self::orders((string) $email, (int) $page);
        foreach ($orders as $order) {
            foreach (CaseStates::of($order) as $reference => $case) {
                $about = [
                    __('Message', 'amends-desk') => $reference . ' · ' . $case['title'],
                    __('Since', 'amends-desk') => (string) wp_date('Y-m-d', $case['since']),
                ];
                $data[] = self::item('amends-desk-' . $reference, $about);
            }
        }
        return ['data' => $data, 'done' => count($orders) < self::BATCH];
    }

    /** Erase here and have the desk erase; what it did not confirm is said to be still there. */
    public static function erase($email, $page = 1): array
    {
        $orders = self::orders((string) $email, (int) $page);
        $told = array_filter($orders, static function ($order) {
            return CaseStates::of($order) !== [];
        });
        array_map([self::class, 'forget'], $told);
        $result = ['items_removed' => $told !== [], 'items_retained' => false, 'messages' => []];
        if ((int) $page === 1) {
            $result = self::eraseAtDesk((string) $email, $result);
            if (self::kept((string) $email) !== []) {
                $result['items_retained'] = true;
                $result['messages'][] = __(
                    'A message of this person still waits for the desk and was not erased: nobody has read it yet.',
                    'amends-desk'
                );
            }
        }
        return $result + ['done' => count($orders) < self::BATCH];
    }

    /**
     * @param array<string, mixed> $result what there is to tell so far
     * @return array<string, mixed> the same and what the desk said
     */
    private static function eraseAtDesk(string $email, array $result): array
    {
        $connection = Connection::current();
        if ($connection === null) {
            return $result;
        }
        [$status, $told] = DeskClient::call($connection, '/relay/v1/erase', ['email' => $email]);
        $result['items_retained'] = true;
        // A page of somebody else at that address has forgotten nothing.
        if ($status === 200 && is_int($told['orders'] ?? null)) {
            $result['items_removed'] = true;
            $result['messages'][] = __(
                'The desk forgot this person’s orders. Messages to the desk stay until you erase them in its inbox.',
                'amends-desk'
            );
            return $result;
        }
        $result['messages'][] = __(
            'The desk did not confirm that it forgot this person’s orders. Try again when it answers.',
            'amends-desk'
        );
        return $result;
    }

    /** @return array<string, array<string, mixed>> the messages that name a person's address and wait here */
    private static function kept(string $email): array
    {
        return array_filter(KeptStatements::all(), static function ($row) use ($email) {
            $fields = array_map('strtolower', (array) $row['message']['fields']);
            return in_array(strtolower($email), $fields, true);
        });
    }

    /** An order says no longer which cases there are about it. */
    public static function forget($order): void
    {
        if ($order instanceof \WC_Order && CaseStates::of($order) !== []) {
            $order->delete_meta_data(CaseStates::META);
            OrderRelay::saveQuietly($order);
        }
    }

    /** @return list<\WC_Order> one step's orders of a person, oldest first */
    private static function orders(string $email, int $page): array
    {
        $query = ['type' => 'shop_order', 'billing_email' => $email, 'orderby' => 'ID', 'order' => 'ASC'];
        return $email === '' ? [] : wc_get_orders($query + ['limit' => self::BATCH, 'page' => $page]);
    }

    /** @param array<string, string> $about */
    private static function item(string $id, array $about): array
    {
        $data = [];
        foreach ($about as $name => $value) {
            $data[] = ['name' => $name, 'value' => $value];
        }
        $label = __('Messages at the complaint desk', 'amends-desk');
        return ['group_id' => 'amends-desk', 'group_label' => $label, 'item_id' => $id, 'data' => $data];
    }

    public static function suggest(): void
    {
        $text = __(
            'Our complaint desk is told of each order: number, date, items, amounts, country and e-mail address. When '
            . 'you tell us that something is wrong, it also keeps what you write. We use this to answer you. The shop '
            . 'itself keeps beside your order that you wrote, about what and whether it is settled.',
            'amends-desk'
        );
        wp_add_privacy_policy_content('Amends Desk', '<p>' . esc_html($text) . '</p>');
    }
}
