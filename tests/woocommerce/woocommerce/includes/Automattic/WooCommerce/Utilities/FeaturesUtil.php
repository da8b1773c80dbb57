<?php

namespace Automattic\WooCommerce\Utilities;

/**
 * Where a plugin says what it can live with.
 */
class FeaturesUtil
{
    /** @var array<string, array<string, bool>> */
    private static $declared = [];

    public static function feature_is_enabled(string $feature_id): bool
    {
        return $feature_id === 'custom_order_tables' && OrderUtil::custom_orders_table_usage_is_enabled();
    }

    public static function declare_compatibility(
        string $feature_id,
        string $plugin_file,
        bool $positive_compatibility = true
    ): bool {
        if (!doing_action('before_woocommerce_init')) {
            _doing_it_wrong(__METHOD__, 'should be called inside a handler of before_woocommerce_init', '7.0');
            return false;
        }
        self::$declared[plugin_basename($plugin_file)][$feature_id] = $positive_compatibility;
        return true;
    }

    public static function get_compatible_features_for_plugin(string $plugin_name): array
    {
        $told = self::$declared[$plugin_name] ?? [];
        return [
            'compatible' => array_keys(array_filter($told)),
            'incompatible' => array_keys(array_diff_key($told, array_filter($told))),
            'uncertain' => [],
        ];
    }
}
