<?php

/**
 * Runs one check of the plugin in a world of its own: php checks.php NAME. Without a name it lists them.
 */

// phpcs:disable

error_reporting(E_ALL);
set_error_handler(function ($level, $message, $file, $line) {
    throw new ErrorException($message, 0, $level, $file, $line);
});

require __DIR__ . '/standin.php';
require __DIR__ . '/woocommerce_utilities.php';

const SECRET = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const PLUGIN = __DIR__ . '/../../plugin_woocommerce/amends-desk';

use AmendsDesk\Connection;
use AmendsDesk\DeskClient;
use AmendsDesk\LinkToken;
use AmendsDesk\OrderFacts;
use AmendsDesk\OrderRelay;
use AmendsDesk\PolicyPage;
use AmendsDesk\Settings;
use AmendsDesk\Signature;

function same($expected, $found)
{
    if ($expected !== $found) {
        throw new Exception('expected ' . var_export($expected, true) . ', found ' . var_export($found, true));
    }
}

function holds($part, $text)
{
    same(true, strpos($text, $part) !== false ?: "“{$part}” in: $text");
}

function vectors($name)
{
    $file = __DIR__ . "/../contract/relay/$name.json";
    return json_decode(file_get_contents($file), true)['vectors'];
}

function start()
{
    require PLUGIN . '/amends-desk.php';
    foreach (['before_woocommerce_init', 'plugins_loaded', 'init', 'rest_api_init', 'admin_init'] as $hook) {
        do_action($hook);
    }
}

function connected()
{
    start();
    Connection::keep('https://desk.example', 'wren-tide', SECRET);
    World::$orders[18] = new WC_Order(18);
}

function ask($route, $body, $id = 'msg_1', $changes = [], $params = [])
{
    $text = $body === null ? '' : json_encode($body);
    $now = time();
    $headers = $changes + [
        'amends-shop' => 'wren-tide',
        'webhook-id' => $id,
        'webhook-timestamp' => (string) $now,
        'webhook-signature' => Signature::sign(SECRET, $id, $now, $text),
    ];
    $request = new WP_REST_Request($headers, $text, $params);
    $may = call_user_func(World::$routes[$route]['permission_callback'], $request);
    if ($may !== true) {
        return [$may->data['status'], ['error' => $may->code]];
    }
    $answer = call_user_func(World::$routes[$route]['callback'], $request);
    return [$answer->status, $answer->data];
}

const REFUND = ['key' => 'k-1', 'order' => '18', 'amount' => '5.00', 'currency' => 'EUR', 'reason' => 'Broken'];

$checks = [
    'shared_vectors_of_signatures' => function () {
        start();
        same(true, count(vectors('signatures')) > 10);
        foreach (vectors('signatures') as $vector) {
            $headers = $vector['headers'];
            $found = Signature::fault(
                $vector['secret'],
                $headers['webhook-id'] ?? '',
                $headers['webhook-timestamp'] ?? '',
                $headers['webhook-signature'] ?? '',
                $vector['body'],
                $vector['now']
            );
            same([$vector['name'], $vector['verdict'] === 'ok' ? '' : $vector['verdict']], [$vector['name'], $found]);
        }
    },
    'shared_vectors_of_links' => function () {
        start();
        $made = 0;
        foreach (vectors('links') as $vector) {
            if ($vector['verdict'] === 'ok') {
                $text = base64_decode(strtr(explode('.', $vector['token'])[0], '-_', '+/'));
                [$shop, $order, $purpose, $expiry] = explode('.', $text);
                same($vector['token'], LinkToken::make($vector['secret'], $shop, $order, $purpose, (int) $expiry));
                $made++;
            }
        }
        same(true, $made > 0);
    },
    'an_order_is_told_as_the_contract_says' => function () {
        start();
        same(vectors('bodies')[0]['value'], ['order' => OrderFacts::of(new WC_Order(18))]);
        same('1.234', OrderFacts::amount(1.234));
    },
    'features_and_blocks_are_declared' => function () {
        start();
        same(
            ['custom_order_tables' => true, 'cart_checkout_blocks' => true],
            Automattic\WooCommerce\Utilities\FeaturesUtil::$declared
        );
        same(2, count(World::$blocks));
    },
    'a_desk_is_https_or_on_this_machine' => function () {
        start();
        same('https://desk.example', Connection::origin(' https://Desk.example/inbox?x '));
        same('http://127.0.0.1:8000', Connection::origin('http://127.0.0.1:8000'));
        foreach (['http://desk.example', 'desk.example', 'https://a:b@desk.example', 'javascript:x', '', 'https://a b'] as $no) {
            same('', Connection::origin($no));
        }
    },
    'T58_secret_is_not_autoloaded_and_not_shown' => function () {
        connected();
        same(false, World::$autoloaded['amends_desk_connection']);
        $page = shown('woocommerce_admin_field_amends_desk_connection', []);
        holds('Connected as wren-tide', $page);
        same(false, strpos($page, substr(SECRET, 6, 12)));
        same(false, Connection::keep('https://desk.example', 'Not A Shop', SECRET));
        same(false, Connection::keep('https://desk.example', 'wren-tide', 'whsec_short'));
    },
    'connecting_swaps_the_code_and_keeps_what_the_asked_desk_gave' => function () {
        start();
        World::$options['amends_desk_address'] = 'https://desk.example/';
        Settings::connect();
        parse_str(parse_url(World::$left[0], PHP_URL_QUERY), $query);
        same('https://shop.example', $query['origin']);
        holds('https://desk.example/inbox/connect?platform=woocommerce', World::$left[0]);
        answer(200, ['shop' => 'wren-tide', 'secret' => SECRET, 'desk' => 'https://evil.example']);
        $_GET = ['code' => 'c-1', 'state' => $query['state']];
        Settings::comeBack();
        same('https://desk.example/relay/v1/connect', World::$requests[0][0]);
        same('https://desk.example', Connection::current()->desk);
        same(PolicyPage::HOOK, World::$jobs[0][1]);
        // The state is good once.
        Settings::comeBack();
        same(1, count(World::$requests));
    },
    'T58_coming_back_with_another_state_does_nothing' => function () {
        start();
        World::$options['amends_desk_address'] = 'https://desk.example';
        Settings::connect();
        $_GET = ['code' => 'c-1', 'state' => 'guessed'];
        Settings::comeBack();
        same([], World::$requests);
        same(null, Connection::current());
    },
    'T58_acts_need_the_right_and_the_nonce' => function () {
        connected();
        foreach (['may', 'nonce'] as $missing) {
            World::$$missing = false;
            foreach (['connect', 'test', 'disconnect'] as $act) {
                try {
                    do_action("admin_post_amends_desk_$act");
                    throw new Exception("$act was done without $missing");
                } catch (Died $expected) {
                    same([], World::$requests);
                }
            }
            World::$$missing = true;
        }
        same(true, Connection::current() !== null);
    },
    'the_test_of_the_connection_says_in_words_what_is_wrong' => function () {
        connected();
        foreach ([200 => 'know each other', 401 => 'does not know', 409 => 'clocks', 500 => 'status 500'] as $status => $words) {
            answer($status, []);
            Settings::test();
            holds($words, World::$transients['amends_desk_notice_1']);
        }
        Settings::test();
        holds('did not answer', World::$transients['amends_desk_notice_1']);
        same(0, World::$requests[0][1]['redirection']);
        same(3, World::$requests[0][1]['timeout']);
    },
    'a_filter_may_name_the_desk_otherwise_but_not_without_https' => function () {
        connected();
        $name = 'https://inner.example:8443/x';
        add_filter('amends_desk_url', function ($desk) use (&$name) {
            return $name;
        });
        same('https://inner.example:8443', Connection::current()->desk);
        $name = 'http://inner.example';
        same(null, Connection::current());
    },
    'disconnecting_takes_links_and_jobs_away' => function () {
        connected();
        PolicyPage::schedule();
        Settings::disconnect();
        same([], World::$jobs);
        same('', shown('wp_footer'));
    },
    'what_leaves_is_signed' => function () {
        connected();
        answer(200, ['kept' => true]);
        OrderRelay::relay(18, 0, time());
        [$address, $sent] = World::$requests[0];
        same('https://desk.example/relay/v1/orders', $address);
        $headers = $sent['headers'];
        same('', Signature::fault(
            SECRET,
            $headers['webhook-id'],
            $headers['webhook-timestamp'],
            $headers['webhook-signature'],
            $sent['body'],
            time()
        ));
        same('wren-tide', $headers['amends-shop']);
    },
    'no_page_view_asks_the_desk' => function () {
        connected();
        $order = World::$orders[18];
        $page = shown('wp_footer') . shown('woocommerce_order_details_after_order_table', $order)
            . shown('woocommerce_email_after_order_table', $order, false, false)
            . call_user_func(World::$shortcodes['amends_link'], '')
            . call_user_func(World::$shortcodes['amends_policy'], ['page' => 'refund']);
        apply_filters('woocommerce_my_account_my_orders_actions', [], $order);
        foreach (['new_order', 'order_status_changed', 'order_refunded'] as $hook) {
            do_action("woocommerce_$hook", 18);
        }
        same([], World::$requests);
        same(3, count(World::$jobs));
        same(false, strpos($page, 'kunde@example.test'));
        same(false, strpos($page, 'nonce'));
    },
    'links_carry_the_order_for_a_day_on_pages_and_400_days_in_mails' => function () {
        connected();
        $expiry = function ($page) {
            same(1, preg_match('~/s/wren-tide/complaint\?o=([\w-]+)\.~', $page, $found));
            [$shop, $order, $purpose, $until] = explode('.', base64_decode(strtr($found[1], '-_', '+/')));
            same(['wren-tide', '18', 'complaint'], [$shop, $order, $purpose]);
            return (int) round(((int) $until - time()) / 86400);
        };
        $order = World::$orders[18];
        same(1, $expiry(shown('woocommerce_order_details_after_order_table', $order)));
        same(1, $expiry(apply_filters('woocommerce_my_account_my_orders_actions', [], $order)['amends-desk']['url']));
        same(400, $expiry(shown('woocommerce_email_after_order_table', $order, false, false)));
        $plain = shown('woocommerce_email_after_order_table', $order, false, true);
        same(400, $expiry($plain));
        same(strip_tags($plain), $plain);
        holds('Withdraw from contract here', $plain);
        same('', shown('woocommerce_email_after_order_table', $order, true, false));
    },
    'footer_shortcode_and_switches' => function () {
        connected();
        holds('href="https://desk.example/s/wren-tide"', shown('wp_footer'));
        holds('/s/wren-tide/withdraw"', shown('wp_footer'));
        World::$options['amends_desk_footer'] = 'no';
        World::$options['amends_desk_withdrawal'] = 'no';
        same('', shown('wp_footer'));
        $link = World::$shortcodes['amends_link'];
        holds('/s/wren-tide/return"', $link(['kind' => 'return']));
        holds('/s/wren-tide/complaint"', $link(['kind' => '"><script>']));
    },
    'blocks_print_what_the_shortcodes_print' => function () {
        connected();
        foreach (['link' => ['kind' => 'withdraw'], 'policy' => ['page' => 'refund']] as $block => $attributes) {
            ob_start();
            require PLUGIN . "/blocks/$block/render.php";
            $printed = ob_get_clean();
            holds('<div class="wp-block">', $printed);
            same(true, $block === 'policy' || strpos($printed, '/withdraw"') !== false);
        }
    },
    'an_order_that_does_not_arrive_is_tried_again_for_14_days' => function () {
        connected();
        same([60, 240, 960, 3840, 15360, 21600, 21600], array_map([OrderRelay::class, 'wait'], range(1, 7)));
        foreach ([0, 500, 429, 503, 409] as $tries => $status) {
            World::$jobs = [];
            if ($status > 0) {
                answer($status, '<html>rubbish');
            }
            OrderRelay::relay(18, $tries, time() - 100);
            same([18, $tries + 1, time() - 100], World::$jobs[0][2]);
            same(1, count(World::$jobs));
        }
        World::$jobs = [];
        OrderRelay::relay(18, 60, time() - 1209601);
        same([], World::$jobs);
        answer(422, []);
        OrderRelay::relay(18, 1, time());
        same([], World::$jobs);
        same(false, strpos(implode(World::$logs), 'kunde'));
        answer(200, ['kept' => true]);
        OrderRelay::relay(18, 1, time());
        same([], World::$jobs);
        World::$requests = [];
        World::$orders[18]->status = 'checkout-draft';
        OrderRelay::relay(18, 0, time());
        OrderRelay::relay(19, 0, time());
        same([], World::$requests);
        same(true, (int) World::$orders[18]->get_meta(OrderRelay::META_SENT) > 0);
    },
    'policy_is_cached_with_its_etag_and_the_last_good_copy_stays' => function () {
        connected();
        $page = World::$shortcodes['amends_policy'];
        answer(200, '<p>Thirty days [amends_link] {x}</p><script>bad()</script>', ['etag' => '"e1"']);
        foreach (range(1, 4) as $_) {
            answer(404);
        }
        PolicyPage::fetch();
        same('https://desk.example/p/wren-tide/refund.fragment.html', World::$requests[0][0]);
        $text = $page(['page' => 'refund']);
        holds('Thirty days &#91;amends_link&#93;', $text);
        same(false, strpos($text, '<script'));
        same(false, World::$autoloaded['amends_desk_policy']);
        // Unchanged, broken, away: the copy stays.
        foreach ([[304, ''], [500, ''], [200, ''], [200, 'x'], [200, '<!DOCTYPE html><p>Log in']] as [$status, $body]) {
            World::$answers = [];
            World::$requests = [];
            answer($status, $body);
            PolicyPage::fetch();
            same('"e1"', World::$requests[0][1]['headers']['If-None-Match']);
            same($text, $page(['page' => 'refund']));
        }
        same('', $page(['page' => 'nothing']));
    },
    'T51_a_refund_is_made_once_for_its_key' => function () {
        connected();
        [$status, $first] = ask('POST amends/v1/refund', REFUND);
        same([200, 'k-1', '5.00', true], [$status, $first['key'], $first['amount'], $first['paid']]);
        same([200, $first], ask('POST amends/v1/refund', REFUND));
        same([200, $first], ask('POST amends/v1/refund', REFUND, 'msg_2'));
        same([200, $first], ask('GET amends/v1/refund', null, 'msg_3', [], ['key' => 'k-1']));
        same(404, ask('GET amends/v1/refund', null, 'msg_4', [], ['key' => 'k-2'])[0]);
        same(409, ask('POST amends/v1/refund', ['amount' => '6.00'] + REFUND, 'msg_5')[0]);
        same(409, ask('POST amends/v1/refund', ['key' => 'k-9'] + REFUND)[0]);
        same(1, World::$paid);
        same([], array_filter(array_keys(World::$options), fn($name) => strpos($name, 'lock') !== false));
    },
    'T51_two_refunds_of_an_order_at_once_are_one_after_the_other' => function () {
        connected();
        World::$options['amends_desk_lock_refund_18'] = (string) time();
        same([409, 'later'], [ask('POST amends/v1/refund', REFUND)[0], ask('POST amends/v1/refund', REFUND)[1]['error']]);
        same(0, World::$paid);
        // Its holder is gone; the same message may come again.
        World::$options['amends_desk_lock_refund_18'] = (string) (time() - 601);
        same(200, ask('POST amends/v1/refund', REFUND)[0]);
        same(1, World::$paid);
    },
    'a_refund_that_is_refused_comes_back_with_woocommerces_words' => function () {
        connected();
        same(422, ask('POST amends/v1/refund', ['amount' => '39.81'] + REFUND, 'a')[0]);
        same(422, ask('POST amends/v1/refund', ['amount' => '0.00'] + REFUND, 'b')[0]);
        same(422, ask('POST amends/v1/refund', ['currency' => 'USD'] + REFUND, 'c')[0]);
        same(404, ask('POST amends/v1/refund', ['order' => '19'] + REFUND, 'd')[0]);
        same(400, ask('POST amends/v1/refund', ['amount' => '1e1'] + REFUND, 'e')[0]);
        same(400, ask('POST amends/v1/refund', ['order' => 18] + REFUND, 'f')[0]);
        World::$refusal = 'The gateway <b>said no</b>.';
        [$status, $answer] = ask('POST amends/v1/refund', REFUND, 'g');
        same([422, 'The gateway said no.', 0], [$status, $answer['sentence'], World::$paid]);
        // The key is for this refund alone.
        World::$refusal = null;
        same(false, isset((wc_create_refund(['order_id' => 18, 'amount' => '1.00', 'reason' => '']))->meta['_amends_desk_key']));
    },
    'a_note_is_written_once_as_text_and_for_the_owner' => function () {
        connected();
        $note = ['key' => 'n-1', 'order' => '18', 'text' => 'Answered <b>x</b>'];
        same(200, ask('POST amends/v1/note', $note)[0]);
        same(200, ask('POST amends/v1/note', $note, 'msg_2')[0]);
        same([[18, 'Answered &lt;b&gt;x&lt;/b&gt;', 0]], World::$notes);
        same(404, ask('POST amends/v1/note', ['order' => '99'] + $note, 'msg_3')[0]);
        same(400, ask('POST amends/v1/note', ['text' => ''] + $note, 'msg_4')[0]);
    },
    'T58_forged_stale_foreign_and_unconnected_requests_are_refused' => function () {
        connected();
        foreach (array_keys(World::$routes) as $route) {
            $old = (string) (time() - 301);
            $stale = ['webhook-timestamp' => $old, 'webhook-signature' => Signature::sign(SECRET, 'i', (int) $old, json_encode(REFUND))];
            same(409, ask($route, REFUND, 'i', $stale)[0]);
            same(401, ask($route, REFUND, 'i', ['webhook-signature' => 'v1,AAAA'])[0]);
            same(401, ask($route, REFUND, 'i', ['webhook-signature' => ''])[0]);
            same(401, ask($route, REFUND, 'i', ['amends-shop' => 'north-oven'])[0]);
        }
        Connection::forget();
        foreach (array_keys(World::$routes) as $route) {
            same(401, ask($route, REFUND)[0]);
        }
        same([0, []], [World::$paid, World::$notes]);
        same(3, count(World::$routes));
    },
    'privacy_tools_know_the_desk_and_keep_what_others_added' => function () {
        connected();
        same(['other', 'amends-desk'], array_keys(apply_filters('wp_privacy_personal_data_exporters', ['other' => 1])));
        $erasers = apply_filters('wp_privacy_personal_data_erasers', ['other' => 1]);
        same(['other', 'amends-desk'], array_keys($erasers));
        answer(200, ['orders' => 1]);
        same(true, call_user_func($erasers['amends-desk']['callback'], 'kunde@example.test')['items_removed']);
        same('{"email":"kunde@example.test"}', World::$requests[0][1]['body']);
        $away = call_user_func($erasers['amends-desk']['callback'], 'kunde@example.test');
        same([false, true], [$away['items_removed'], $away['items_retained']]);
        holds('complaint desk', World::$privacy['Amends Desk']);
        $export = apply_filters('wp_privacy_personal_data_exporters', [])['amends-desk']['callback'];
        same('https://desk.example', $export('kunde@example.test')['data'][0]['data'][0]['value']);
    },
    'the_box_beside_an_order_says_what_the_desk_knows' => function () {
        connected();
        do_action('add_meta_boxes');
        same('woocommerce_page_wc-orders', World::$boxes[0][3]);
        $show = World::$boxes[0][2];
        ob_start();
        $show((object) ['ID' => 18]);
        World::$orders[18]->update_meta_data(OrderRelay::META_SENT, '1794924401');
        $show(World::$orders[18]);
        $page = ob_get_clean();
        holds('does not know this order yet', $page);
        holds('as it was on 2026-11-17', $page);
    },
    'without_a_connection_nothing_is_shown_or_queued' => function () {
        start();
        $order = World::$orders[18] = new WC_Order(18);
        same('', shown('wp_footer') . shown('woocommerce_order_details_after_order_table', $order));
        same([], apply_filters('woocommerce_my_account_my_orders_actions', [], $order));
        do_action('woocommerce_new_order', 18);
        same([], World::$jobs);
    },
    'uninstalling_leaves_nothing' => function () {
        connected();
        World::$options['other'] = 1;
        update_option('amends_desk_footer', 'no');
        PolicyPage::schedule();
        OrderRelay::queue(18);
        ask('POST amends/v1/refund', REFUND);
        define('WP_UNINSTALL_PLUGIN', true);
        global $wpdb;
        require PLUGIN . '/uninstall.php';
        same(['other'], array_keys(World::$options));
        same([], World::$jobs);
    },
];

if (!isset($argv[1])) {
    echo implode("\n", array_keys($checks)), "\n";
    exit;
}
$checks[$argv[1]]();
echo "ok\n";
