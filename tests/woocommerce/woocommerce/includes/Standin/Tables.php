<?php

namespace Standin;

/**
 * Orders where WooCommerce keeps them: as posts, or in tables of their own ("HPOS").
 *
 * A row is an array with id, type, parent, status (with its "wc-"), created and modified (Unix seconds), data (what
 * the object knows) and meta (a list of key and value).
 */
final class Tables
{
    private const DATA = '_standin_data';

    public static function own(): bool
    {
        return get_option('woocommerce_custom_orders_table_enabled') === 'yes';
    }

    public static function create(): void
    {
        global $wpdb;
        require_once ABSPATH . 'wp-admin/includes/upgrade.php';
        dbDelta(
            "CREATE TABLE {$wpdb->prefix}wc_orders (
                id bigint(20) unsigned NOT NULL,
                type varchar(20) NOT NULL,
                parent bigint(20) unsigned NOT NULL,
                status varchar(20) NOT NULL,
                created bigint(20) unsigned NOT NULL,
                modified bigint(20) unsigned NOT NULL,
                data longtext NOT NULL,
                PRIMARY KEY  (id)
            );
            CREATE TABLE {$wpdb->prefix}wc_orders_meta (
                id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
                order_id bigint(20) unsigned NOT NULL,
                meta_key varchar(255) NOT NULL,
                meta_value longtext NOT NULL,
                PRIMARY KEY  (id)
            );
            CREATE TABLE {$wpdb->prefix}actionscheduler_actions (
                action_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
                hook varchar(191) NOT NULL,
                status varchar(20) NOT NULL,
                due bigint(20) unsigned NOT NULL,
                args varchar(191) NOT NULL,
                grouped varchar(191) NOT NULL,
                every bigint(20) unsigned NOT NULL,
                PRIMARY KEY  (action_id)
            );"
        );
    }

    /** @return array<string, mixed>|null */
    public static function read(int $id): ?array
    {
        global $wpdb;
        if (!self::own()) {
            return self::fromPost($id);
        }
        $row = $wpdb->get_row($wpdb->prepare("SELECT * FROM {$wpdb->prefix}wc_orders WHERE id = %d", $id), ARRAY_A);
        if ($row === null) {
            return null;
        }
        $sql = "SELECT meta_key, meta_value FROM {$wpdb->prefix}wc_orders_meta WHERE order_id = %d ORDER BY id";
        $meta = [];
        foreach ($wpdb->get_results($wpdb->prepare($sql, $id)) as $one) {
            $meta[] = [$one->meta_key, maybe_unserialize($one->meta_value)];
        }
        return ['data' => json_decode($row['data'], true), 'meta' => $meta] + array_map('strval', $row);
    }

    /** @return array<string, mixed>|null */
    private static function fromPost(int $id): ?array
    {
        $post = get_post($id);
        if ($post === null || !in_array($post->post_type, ['shop_order', 'shop_order_refund'], true)) {
            return null;
        }
        $meta = [];
        foreach (get_post_meta($id) as $key => $values) {
            foreach ($key === self::DATA ? [] : $values as $value) {
                $meta[] = [$key, maybe_unserialize($value)];
            }
        }
        return [
            'id' => $id,
            'type' => $post->post_type,
            'parent' => $post->post_parent,
            'status' => $post->post_status,
            'created' => (int) strtotime($post->post_date_gmt . ' UTC'),
            'modified' => (int) strtotime($post->post_modified_gmt . ' UTC'),
            'data' => json_decode((string) get_post_meta($id, self::DATA, true), true),
            'meta' => $meta,
        ];
    }

    /**
     * Write an order; its id, which is new where the row's was 0.
     *
     * @param array<string, mixed> $row
     */
    public static function write(array $row): int
    {
        global $wpdb;
        $post = [
            'ID' => $row['id'],
            'post_type' => self::own() ? 'shop_order_placehold' : $row['type'],
            'post_status' => self::own() ? 'draft' : $row['status'],
            'post_parent' => $row['parent'],
            'post_title' => 'Order',
            'post_date_gmt' => gmdate('Y-m-d H:i:s', $row['created']),
            'post_date' => get_date_from_gmt(gmdate('Y-m-d H:i:s', $row['created'])),
        ];
        $id = (int) ($row['id'] && self::own() ? $row['id'] : wp_insert_post($post));
        $text = (string) wp_json_encode($row['data']);
        if (!self::own()) {
            foreach (array_keys(get_post_meta($id)) as $key) {
                delete_post_meta($id, $key);
            }
            foreach (array_merge([[self::DATA, $text]], $row['meta']) as [$key, $value]) {
                add_post_meta($id, $key, wp_slash($value));
            }
            return $id;
        }
        $wpdb->replace(
            $wpdb->prefix . 'wc_orders',
            ['id' => $id, 'data' => $text] + array_intersect_key(
                $row,
                array_flip(['type', 'parent', 'status', 'created', 'modified'])
            )
        );
        $wpdb->delete($wpdb->prefix . 'wc_orders_meta', ['order_id' => $id]);
        foreach ($row['meta'] as [$key, $value]) {
            $meta = ['order_id' => $id, 'meta_key' => $key, 'meta_value' => maybe_serialize($value)];
            $wpdb->insert($wpdb->prefix . 'wc_orders_meta', $meta);
        }
        return $id;
    }

    public static function remove(int $id): void
    {
        global $wpdb;
        wp_delete_post($id, true);
        $wpdb->delete($wpdb->prefix . 'wc_orders', ['id' => $id]);
        $wpdb->delete($wpdb->prefix . 'wc_orders_meta', ['order_id' => $id]);
    }

    /**
     * The ids of all orders of these kinds, newest first.
     *
     * @param string[] $types
     * @return int[]
     */
    public static function ids(array $types, int $parent = 0): array
    {
        global $wpdb;
        $marks = implode(', ', array_fill(0, count($types), '%s'));
        $table = self::own() ? $wpdb->prefix . 'wc_orders' : $wpdb->posts;
        [$id, $type, $above] = self::own() ? ['id', 'type', 'parent'] : ['ID', 'post_type', 'post_parent'];
        $sql = "SELECT $id FROM $table WHERE $type IN ($marks) AND (%d = 0 OR $above = %d) ORDER BY $id DESC";
        return array_map('intval', $wpdb->get_col($wpdb->prepare($sql, array_merge($types, [$parent, $parent]))));
    }
}
