<?php

namespace AmendsDesk;

/**
 * WordPress' own privacy tools: what is kept where, and erasing it at the desk too.
 */
final class Privacy
{
    public static function listen(): void
    {
        add_filter('wp_privacy_personal_data_exporters', [self::class, 'exporters']);
        add_filter('wp_privacy_personal_data_erasers', [self::class, 'erasers']);
        add_action('admin_init', [self::class, 'suggest']);
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

    /** The messages are not here: the export says where they are. */
    public static function export($email, $page = 1): array
    {
        $connection = Connection::current();
        if ($connection === null) {
            return ['data' => [], 'done' => true];
        }
        $told = __('The shop’s desk keeps what you wrote to it. The shop hands it out on request.', 'amends-desk');
        $item = [
            'group_id' => 'amends-desk',
            'group_label' => __('Messages at the complaint desk', 'amends-desk'),
            'item_id' => 'amends-desk',
            'data' => [
                ['name' => __('Kept at', 'amends-desk'), 'value' => $connection->desk],
                ['name' => __('How to get it', 'amends-desk'), 'value' => $told],
            ],
        ];
        return ['data' => [$item], 'done' => true];
    }

    /** Have the desk erase; what it did not confirm is said to be still there. */
    public static function erase($email, $page = 1): array
    {
        $result = ['items_removed' => false, 'items_retained' => false, 'messages' => [], 'done' => true];
        $connection = Connection::current();
        if ($connection === null) {
            return $result;
        }
        [$status] = DeskClient::call($connection, '/relay/v1/erase', ['email' => (string) $email]);
        if ($status >= 200 && $status < 300) {
            $result['items_removed'] = true;
            $result['items_retained'] = true;
            $result['messages'][] = __(
                'The desk forgot this person’s orders. Messages to the desk stay until you erase them in its inbox.',
                'amends-desk'
            );
            return $result;
        }
        $result['items_retained'] = true;
        $result['messages'][] = __(
            'The desk did not confirm that it forgot this person’s orders. Try again when it answers.',
            'amends-desk'
        );
        return $result;
    }

    public static function suggest(): void
    {
        $text = __(
            'Our complaint desk is told of each order: number, date, items, amounts, country and e-mail address. When '
            . 'you tell us that something is wrong, it also keeps what you write. We use this to answer you.',
            'amends-desk'
        );
        wp_add_privacy_policy_content('Amends Desk', '<p>' . esc_html($text) . '</p>');
    }
}
