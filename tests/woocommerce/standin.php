<?php

/**
 * As much of WordPress and WooCommerce as the plugin touches, in memory, with every request counted.
 *
 * Written for these tests from the two programs' documented signatures; a real WordPress tells more.
 */

// phpcs:disable

define('ABSPATH', '/');
define('DAY_IN_SECONDS', 86400);

final class World
{
    public static array $options = [];
    public static array $autoloaded = [];
    public static array $transients = [];
    public static array $hooks = [];
    public static array $shortcodes = [];
    public static array $requests = [];
    public static array $answers = [];
    public static array $jobs = [];
    public static array $orders = [];
    public static array $notes = [];
    public static array $routes = [];
    public static array $logs = [];
    public static array $left = [];
    public static array $boxes = [];
    public static array $privacy = [];
    public static array $blocks = [];
    public static array $pages = [];
    public static string $endpoint = '';
    public static int $paid = 0;
    public static bool $may = true;
    public static bool $nonce = true;
    public static ?string $refusal = null;
    public static ?string $trouble = null;
    public static array $doing = [];
    public static array $styles = [];
    public static array $scripts = [];
    public static int $uncached = 0;
    public static string $locale = 'en_US';
    public static bool $full = false;
}

class WooCommerce
{
}

class Died extends Exception
{
}

class WP_Error
{
    public $code;
    public $message;
    public $data;

    public function __construct($code, $message, $data = [])
    {
        $this->code = $code;
        $this->message = $message;
        $this->data = $data;
    }

    public function get_error_message()
    {
        return $this->message;
    }
}

class WP_REST_Response
{
    public $data;
    public $status;

    public function __construct($data, $status)
    {
        $this->data = $data;
        $this->status = $status;
    }
}

class WP_REST_Request
{
    public array $headers;
    public string $body;
    public array $params;

    public function __construct(array $headers, string $body, array $params = [])
    {
        $this->headers = $headers;
        $this->body = $body;
        $this->params = $params;
    }

    public function get_header($name)
    {
        return $this->headers[$name] ?? null;
    }

    public function get_body()
    {
        return $this->body;
    }

    public function get_param($name)
    {
        return $this->params[$name] ?? null;
    }
}

class Wpdb
{
    public $options = 'wp_options';
    public $prefix = 'wp_';

    public function esc_like($text)
    {
        return addcslashes($text, '_%\\');
    }

    public function prepare($sql, ...$values)
    {
        return [$sql, $values];
    }

    public function query($prepared)
    {
        [$sql, $values] = $prepared;
        if (strpos($sql, 'INSERT IGNORE') === 0) {
            if (World::$full) {
                return false;
            }
            if (array_key_exists($values[0], World::$options)) {
                return 0;
            }
            World::$options[$values[0]] = $values[1];
            return 1;
        }
        if (strpos($sql, 'SUBSTR') !== false) {
            foreach ($this->get_col([$sql, $values]) as $name) {
                if (strcmp(substr(World::$options[$name], 0, 10), $values[1]) < 0) {
                    unset(World::$options[$name]);
                }
            }
            return 0;
        }
        if (isset(World::$options[$values[0]]) && (int) World::$options[$values[0]] < $values[1]) {
            unset(World::$options[$values[0]]);
        }
        return 0;
    }

    public function delete($table, $where)
    {
        if ($table === 'wp_wc_orders_meta') {
            delete_post_meta_by_key($where['meta_key']);
            return;
        }
        $is = World::$options[$where['option_name']] ?? null;
        if (!isset($where['option_value']) || $where['option_value'] === $is) {
            unset(World::$options[$where['option_name']]);
        }
    }

    public function update($table, $data, $where)
    {
        if (isset(World::$options[$where['option_name']])) {
            World::$options[$where['option_name']] = $data['option_value'];
        }
    }

    public function get_var($prepared)
    {
        [$sql, $values] = $prepared;
        return strpos($sql, 'SHOW TABLES') === 0 ? 'wp_wc_orders_meta' : (World::$options[$values[0]] ?? null);
    }

    public function get_col($prepared)
    {
        $start = stripslashes(rtrim($prepared[1][0], '%'));
        return array_values(array_filter(array_keys(World::$options), fn($name) => strpos($name, $start) === 0));
    }
}

$wpdb = new Wpdb();

class WithMeta
{
    public array $meta = [];

    public function get_meta($key = '', $single = true)
    {
        return $this->meta[$key] ?? '';
    }

    public function update_meta_data($key, $value)
    {
        $this->meta[$key] = $value;
    }

    public function delete_meta_data($key)
    {
        unset($this->meta[$key]);
    }

    public function save()
    {
        return 1;
    }
}

class Action
{
    public array $job;

    public function __construct(array $job)
    {
        $this->job = $job;
    }

    public function get_args()
    {
        return $this->job[2];
    }

    public function get_schedule()
    {
        return $this;
    }

    public function get_date()
    {
        return new DateTime('@' . $this->job[0]);
    }
}

class WC_Product
{
    public function is_virtual()
    {
        return false;
    }

    public function is_downloadable()
    {
        return false;
    }
}

class WC_Order_Item_Product
{
    public function get_id()
    {
        return 4;
    }

    public function get_name()
    {
        return 'Lab mug';
    }

    public function get_quantity()
    {
        return 2;
    }

    public function get_total()
    {
        return '33.17';
    }

    public function get_total_tax()
    {
        return '6.63';
    }

    public function get_product()
    {
        return new WC_Product();
    }
}

class Refund extends WithMeta
{
    public int $id;
    public string $amount;
    public string $reason;

    public function __construct(int $id, string $amount, string $reason)
    {
        $this->id = $id;
        $this->amount = $amount;
        $this->reason = $reason;
    }

    public function get_id()
    {
        return $this->id;
    }

    public function get_amount()
    {
        return $this->amount;
    }

    public function get_reason()
    {
        return $this->reason;
    }

    public function get_refunded_payment()
    {
        return true;
    }

    public function get_parent_id()
    {
        return 18;
    }
}

class WC_Order extends WithMeta
{
    public array $refunds = [];
    public string $status = 'processing';

    public int $id;

    public function __construct(int $id)
    {
        $this->id = $id;
    }

    public function get_id()
    {
        return $this->id;
    }

    public function get_type()
    {
        return 'shop_order';
    }

    public function save()
    {
        do_action('woocommerce_update_order', $this->id, $this);
        return $this->id;
    }

    public function get_order_number()
    {
        return (string) $this->id;
    }

    public function get_status()
    {
        return $this->status;
    }

    public function get_date_created()
    {
        return new DateTime('2026-11-21T20:52:49+01:00');
    }

    public function get_currency()
    {
        return 'EUR';
    }

    public function get_total()
    {
        return '39.80';
    }

    public function get_shipping_country()
    {
        return '';
    }

    public function get_billing_country()
    {
        return 'AT';
    }

    public function get_billing_email()
    {
        return 'kunde@example.test';
    }

    public function get_items()
    {
        return [new WC_Order_Item_Product()];
    }

    public function get_refunds()
    {
        return $this->refunds;
    }

    public function get_remaining_refund_amount()
    {
        return 39.80 - array_sum(array_map(fn($refund) => (float) $refund->amount, $this->refunds));
    }

    public function add_order_note($note, $is_customer_note = 0)
    {
        World::$notes[] = [$this->id, $note, $is_customer_note];
    }
}

class Logger
{
    public function warning($message, $context = [])
    {
        World::$logs[] = $message;
    }

    public function error($message, $context = [])
    {
        World::$logs[] = $message;
    }
}

function add_action($hook, $callback, $priority = 10, $accepted = 1)
{
    World::$hooks[$hook][] = [$callback, $accepted];
}

function add_filter($hook, $callback, $priority = 10, $accepted = 1)
{
    add_action($hook, $callback, $priority, $accepted);
}

function remove_action($hook, $callback)
{
    World::$hooks[$hook] = array_filter(World::$hooks[$hook], fn($kept) => $kept[0] !== $callback);
}

function remove_filter($hook, $callback)
{
    remove_action($hook, $callback);
}

function do_action($hook, ...$values)
{
    World::$doing[] = $hook;
    foreach (World::$hooks[$hook] ?? [] as [$callback, $accepted]) {
        call_user_func_array($callback, array_slice($values, 0, $accepted));
    }
    array_pop(World::$doing);
}

function doing_action($hook)
{
    return in_array($hook, World::$doing, true);
}

function apply_filters($hook, $value, ...$more)
{
    foreach (World::$hooks[$hook] ?? [] as [$callback, $accepted]) {
        $value = call_user_func_array($callback, array_slice([$value, ...$more], 0, $accepted));
    }
    return $value;
}

function shown($hook, ...$values)
{
    ob_start();
    do_action($hook, ...$values);
    return ob_get_clean();
}

function get_option($name, $default = false)
{
    return World::$options[$name] ?? $default;
}

function add_option($name, $value, $deprecated = '', $autoload = true)
{
    if (array_key_exists($name, World::$options)) {
        return false;
    }
    World::$options[$name] = $value;
    World::$autoloaded[$name] = $autoload;
    return true;
}

function update_option($name, $value, $autoload = null)
{
    World::$options[$name] = $value;
    World::$autoloaded[$name] = $autoload;
    return true;
}

function delete_option($name)
{
    unset(World::$options[$name]);
}

function get_transient($name)
{
    return World::$transients[$name] ?? false;
}

function set_transient($name, $value, $seconds)
{
    World::$transients[$name] = $value;
    World::$options['_transient_' . $name] = $value;
    World::$options['_transient_timeout_' . $name] = $seconds;
}

function delete_transient($name)
{
    unset(World::$transients[$name], World::$options['_transient_' . $name], World::$options['_transient_timeout_' . $name]);
}

function wp_remote_request($address, $arguments)
{
    World::$requests[] = [$address, $arguments];
    return array_shift(World::$answers) ?? new WP_Error('http', 'no answer');
}

function answer($status, $body = '', $headers = [])
{
    World::$answers[] = ['status' => $status, 'body' => is_array($body) ? json_encode($body) : $body, 'headers' => $headers];
}

function is_wp_error($value)
{
    return $value instanceof WP_Error;
}

function wp_remote_retrieve_response_code($answer)
{
    return $answer['status'];
}

function wp_remote_retrieve_body($answer)
{
    return $answer['body'];
}

function wp_remote_retrieve_header($answer, $name)
{
    return $answer['headers'][$name] ?? '';
}

function as_enqueue_async_action($hook, $args = [], $group = '')
{
    World::$jobs[] = [time(), $hook, $args, $group];
}

function as_schedule_single_action($time, $hook, $args = [], $group = '')
{
    World::$jobs[] = [$time, $hook, $args, $group];
}

function as_schedule_recurring_action($time, $interval, $hook, $args = [], $group = '')
{
    World::$jobs[] = [$time, $hook, $args, $group];
}

function as_unschedule_all_actions($hook, $args = [], $group = '')
{
    // Without a hook's name: all of the group.
    $kept = fn($job) => $hook === '' ? $job[3] !== $group : $job[1] !== $hook;
    World::$jobs = array_values(array_filter(World::$jobs, $kept));
}

function as_unschedule_action($hook, $args = [], $group = '')
{
    foreach (World::$jobs as $at => $job) {
        if ([$job[1], $job[2], $job[3]] === [$hook, $args, $group]) {
            unset(World::$jobs[$at]);
            World::$jobs = array_values(World::$jobs);
            return;
        }
    }
}

function as_get_scheduled_actions($args = [], $format = 'OBJECT')
{
    $found = array_values(array_filter(World::$jobs, fn($job) => $job[1] === $args['hook']));
    return $format === 'ids' ? array_keys($found) : array_map(fn($job) => new Action($job), $found);
}

function wc_get_order($id = false)
{
    return World::$orders[$id] ?? false;
}

function wc_get_orders($args)
{
    $all = array_values(World::$orders);
    if (isset($args['billing_email'])) {
        $all = array_values(array_filter($all, fn($order) => $order->get_billing_email() === $args['billing_email']));
        return array_slice($all, ($args['page'] - 1) * $args['limit'], $args['limit']);
    }
    if (isset($args['meta_key'])) {
        return array_values(array_filter($all, fn($order) => $order->get_meta($args['meta_key']) !== ''));
    }
    $since = (int) substr($args['date_created'], 2);
    $all = array_values(array_filter($all, fn($order) => $order->get_date_created()->getTimestamp() >= $since));
    $page = array_slice($all, ($args['page'] - 1) * $args['limit'], $args['limit']);
    return (object) ['orders' => array_map(fn($order) => $order->get_id(), $page), 'total' => count($all)];
}

function wc_create_refund($args = [])
{
    $refund = new Refund(22 + World::$paid, $args['amount'], $args['reason']);
    do_action('woocommerce_create_refund', $refund, $args);
    if (World::$refusal !== null) {
        return new WP_Error('error', World::$refusal);
    }
    World::$paid++;
    World::$orders[$args['order_id']]->refunds[] = $refund;
    if (World::$trouble !== null) {
        // What a mail or another plugin throws after the payment has WooCommerce remove the refund.
        if (apply_filters('woocommerce_pre_delete_order_refund', null, $refund, true) === null) {
            array_pop(World::$orders[$args['order_id']]->refunds);
        }
        return new WP_Error('error', World::$trouble);
    }
    do_action('woocommerce_refund_created', $refund->get_id(), $args);
    return $refund;
}

function wc_get_logger()
{
    return new Logger();
}

function wp_json_encode($value)
{
    return json_encode($value);
}

function wp_parse_url($address)
{
    return parse_url($address);
}

function __($text, $domain)
{
    return $text;
}

function esc_html($text)
{
    return htmlspecialchars($text, ENT_QUOTES, 'UTF-8');
}

function esc_html__($text, $domain)
{
    return esc_html($text);
}

function esc_url($address)
{
    return str_replace('&', '&#038;', $address);
}

function esc_url_raw($address)
{
    return $address;
}

function wp_kses_post($text)
{
    return preg_replace('/<\/?script[^>]*>/', '', $text);
}

function wp_strip_all_tags($text)
{
    return strip_tags($text);
}

function sanitize_text_field($text)
{
    return trim(preg_replace('/\s+/', ' ', strip_tags($text)));
}

function shortcode_atts($defaults, $given)
{
    return array_merge($defaults, array_intersect_key($given, $defaults));
}

function add_shortcode($name, $callback)
{
    World::$shortcodes[$name] = $callback;
}

function register_rest_route($namespace, $route, $args = [])
{
    foreach ($args as $one) {
        World::$routes[$one['methods'] . " $namespace$route"] = $one;
    }
}

function register_block_type($folder)
{
    World::$blocks[] = $folder;
}

function load_plugin_textdomain(...$about)
{
}

function plugin_basename($file)
{
    return 'amends-desk/amends-desk.php';
}

function register_activation_hook($file, $callback)
{
    add_action('activate', $callback);
}

function register_deactivation_hook($file, $callback)
{
    add_action('deactivate', $callback);
}

function wp_add_privacy_policy_content($name, $text)
{
    World::$privacy[$name] = $text;
}

function add_meta_box(...$about)
{
    World::$boxes[] = $about;
}

function wp_date($format, $moment)
{
    return gmdate($format, $moment);
}

function current_user_can($what)
{
    return World::$may && $what === 'manage_woocommerce';
}

function check_admin_referer($act)
{
    if (!World::$nonce) {
        throw new Died('nonce');
    }
}

function wp_die($text, $title = '', $args = [])
{
    throw new Died($text);
}

function get_current_user_id()
{
    return 1;
}

function admin_url($path)
{
    return "https://shop.example/wp-admin/$path";
}

function home_url()
{
    return 'https://shop.example/start';
}

function wp_nonce_url($address, $act)
{
    return "$address&_wpnonce=abc";
}

function wp_unslash($text)
{
    return stripslashes($text);
}

function wp_redirect($address)
{
    World::$left[] = $address;
    return false;
}

function get_block_wrapper_attributes()
{
    return 'class="wp-block"';
}

function untrailingslashit($text)
{
    return rtrim($text, '/');
}

function rest_url($path)
{
    return "https://shop.example/sub/wp-json/$path";
}

function is_order_received_page()
{
    return World::$endpoint === 'order-received';
}

function is_wc_endpoint_url($endpoint = false)
{
    return World::$endpoint === $endpoint;
}

function wp_insert_post($page)
{
    $id = 100 + count(World::$pages);
    World::$pages[$id] = $page;
    return $id;
}

function wp_trash_post($id)
{
    World::$pages[$id]['post_status'] = 'trash';
}

function get_post_status($id)
{
    return World::$pages[$id]['post_status'] ?? false;
}

function get_permalink($id)
{
    return "https://shop.example/?page_id=$id";
}

function delete_post_meta_by_key($key)
{
    foreach (World::$orders as $order) {
        unset($order->meta[$key]);
    }
}

function wp_register_style($handle, $address, $needs = [], $version = false)
{
    World::$styles[$handle] = [$address, false];
}

function wp_enqueue_style($handle)
{
    World::$styles[$handle][1] = true;
}

function wp_add_inline_script($handle, $script, $position = 'after')
{
    World::$scripts[$handle] = $script;
}

function plugins_url($path, $plugin)
{
    return 'https://shop.example/wp-content/plugins/amends-desk/' . $path;
}

function wp_unique_id($prefix = '')
{
    static $number = 0;
    return $prefix . ++$number;
}

function esc_attr($text)
{
    return htmlspecialchars($text, ENT_QUOTES, 'UTF-8', false);
}

function esc_textarea($text)
{
    return htmlspecialchars($text, ENT_QUOTES, 'UTF-8');
}

function number_format_i18n($number)
{
    return number_format($number);
}

function determine_locale()
{
    return World::$locale;
}

function wp_check_invalid_utf8($text)
{
    return mb_check_encoding($text, 'UTF-8') ? $text : '';
}

function nocache_headers()
{
    World::$uncached++;
}

function is_singular()
{
    return World::$pages !== [];
}

function get_post()
{
    return (object) end(World::$pages);
}

function has_shortcode($text, $name)
{
    return strpos($text, "[$name") !== false;
}

function has_block($name, $post)
{
    return strpos($post->post_content, "<!-- wp:$name ") !== false;
}

function is_email($text)
{
    return strpos($text, '@') ? $text : false;
}
