<?php

/**
 * Runs one check of the plugin in a world of its own: php checks.php NAME. Without a name it lists them.
 */

// phpcs:disable

error_reporting(E_ALL);
set_error_handler(function ($level, $message, $file, $line) {
    throw new ErrorException($message, 0, $level, $file, $line);
});

require_once __DIR__ . '/standin.php';
require_once __DIR__ . '/woocommerce_utilities.php';

const SECRET = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const PLUGIN = __DIR__ . '/../../plugin_woocommerce/amends-desk';

use AmendsDesk\Answered;
use AmendsDesk\CaseStates;
use AmendsDesk\Connection;
use AmendsDesk\DeskClient;
use AmendsDesk\OptionLock;
use AmendsDesk\OrderRelay;
use AmendsDesk\PastOrders;
use AmendsDesk\Plugin;
use AmendsDesk\PolicyPage;
use AmendsDesk\PolicySwitch;
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

/** Runs one job of the orders from before, and says which it was and how many orders wait since. */
function past()
{
    foreach (World::$jobs as $at => $job) {
        if ($job[1] === PastOrders::HOOK) {
            unset(World::$jobs[$at]);
            do_action($job[1], ...$job[2]);
            return [$job[2][0], 50, count(array_filter(World::$jobs, fn($job) => $job[1] === OrderRelay::HOOK))];
        }
    }
    throw new Exception('There is no such job.');
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

const STATE = ['title' => 'Lab mug', 'told' => 'x', 'at' => '2026-11-21T19:52:49.000000', 'since' => 1795000000, 'closed' => false];
const REFUND = ['key' => 'k-1', 'order' => '18', 'amount' => '5.00', 'currency' => 'EUR', 'reason' => 'Broken'];

$checks = [
    'features_and_blocks_are_declared' => function () {
        start();
        same(
            ['custom_order_tables' => true, 'cart_checkout_blocks' => true],
            Automattic\WooCommerce\Utilities\FeaturesUtil::$declared
        );
        same(3, count(World::$blocks));
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
        same('https://shop.example/sub/wp-json/amends/v1', json_decode(World::$requests[0][1]['body'], true)['rest']);
        same([PolicyPage::HOOK, PastOrders::HOOK], array_column(World::$jobs, 1));
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
        $notice = function () {
            Settings::test();
            return World::$transients['amends_desk_notice_1'];
        };
        $words = [301 => 'leads on', 401 => 'does not know this connection', 403 => 'refused with status 403'];
        $words += [404 => 'does not know this shop', 409 => 'clocks', 500 => 'status 500', 503 => 'amends doctor'];
        foreach ($words as $status => $part) {
            answer($status, []);
            holds($part, $notice());
        }
        answer(200, ['shop' => 'Wren & Tide', 'desk' => 'https://desk.example', 'version' => '1']);
        holds('know each other', $notice());
        answer(200, ['shop' => 'Wren & Tide', 'desk' => 'https://other.example', 'version' => '1']);
        holds('Another desk answered: it says that it is https://other.example', $notice());
        foreach (['<!DOCTYPE html>', '', '[]', '"desk"'] as $rubbish) {
            answer(200, $rubbish);
            holds('is no desk', $notice());
        }
        holds('did not answer', $notice());
        World::$answers[] = new WP_Error('http', 'cURL error 60: SSL certificate problem: certificate has expired');
        holds('No secure connection', $notice());
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
        // Customers go where the owner connected to.
        holds('href="https://desk.example/s/wren-tide"', shown('wp_footer'));
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
        $page .= shown('woocommerce_review_order_before_submit') . apply_filters('render_block_woocommerce/checkout', 'x');
        $page .= shown('woocommerce_my_account_my_orders_column_amends-desk', $order);
        foreach (['new_order', 'update_order', 'order_status_changed', 'order_refunded'] as $hook) {
            do_action("woocommerce_$hook", 18);
        }
        same([], World::$requests);
        // However often a page view saves an order, it is queued once.
        same(1, count(World::$jobs));
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
    'an_open_order_can_be_cancelled_from_page_mail_and_list' => function () {
        connected();
        $order = World::$orders[18];
        $places = function () use ($order) {
            $actions = apply_filters('woocommerce_my_account_my_orders_actions', [], $order);
            return array_map(fn($text) => strpos($text, '/s/wren-tide/cancel?o=') !== false, [
                shown('woocommerce_order_details_after_order_table', $order),
                shown('woocommerce_email_after_order_table', $order, false, true),
                implode(' ', array_column($actions, 'url')),
            ]);
        };
        foreach (['pending' => true, 'on-hold' => true, 'processing' => true, 'completed' => false] as $status => $open) {
            $order->status = $status;
            same([$open, $open, $open], $places());
        }
        $actions = apply_filters('woocommerce_my_account_my_orders_actions', ['view' => []], $order);
        same(['view', 'amends-desk', 'amends-desk-withdraw'], array_keys($actions));
        same('Withdraw from contract here', $actions['amends-desk-withdraw']['name']);
        // Below the table of one order stand the links already.
        foreach (['woocommerce_view_order', 'woocommerce_thankyou'] as $hook) {
            add_action($hook, function () use ($order) {
                same(['view' => []], apply_filters('woocommerce_my_account_my_orders_actions', ['view' => []], $order));
            });
            do_action($hook, 18);
        }
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
        $begun = time() - 100;
        foreach ([0, 500, 429, 503, 409] as $tries => $status) {
            World::$jobs = [];
            if ($status > 0) {
                answer($status, '<html>rubbish');
            }
            OrderRelay::relay(18, $tries, $begun);
            same([18, $tries + 1, $begun], World::$jobs[0][2]);
            same(1, count(World::$jobs));
        }
        World::$jobs = [];
        OrderRelay::relay(18, 60, time() - 1209601);
        same([], World::$jobs);
        answer(422, []);
        OrderRelay::relay(18, 1, time());
        same([], World::$jobs);
        same(false, strpos(implode(World::$logs), 'kunde'));
        same([18], array_keys(OrderRelay::failed()));
        answer(200, ['kept' => true]);
        OrderRelay::relay(18, 1, time());
        same([[], []], [World::$jobs, OrderRelay::failed()]);
        same(true, (int) World::$orders[18]->get_meta(OrderRelay::META_SENT) > 0);
    },
    'an_order_is_told_when_it_changed_and_only_then' => function () {
        connected();
        $tell = function () {
            World::$requests = [];
            answer(200, ['kept' => true]);
            do_action('woocommerce_update_order', 18);
            foreach (array_splice(World::$jobs, 0) as $job) {
                do_action($job[1], ...$job[2]);
            }
            World::$answers = [];
            return count(World::$requests);
        };
        same(1, $tell());
        // Noting that it arrived is a change of the order to WooCommerce, and none to the desk.
        same([[], 0], [World::$jobs, $tell()]);
        World::$orders[18]->status = 'completed';
        same([1, 0], [$tell(), $tell()]);
        World::$orders[18]->save();
        same(1, count(World::$jobs));
        World::$jobs = [];
        OrderRelay::relay(18);
        do_action('woocommerce_refund_deleted', 22, 18);
        same(1, count(World::$jobs));
        World::$jobs = [];
        OrderRelay::relay(18);
        $by_rest = new Refund(22, '1.00', '');
        do_action('woocommerce_rest_delete_shop_order_refund_object', $by_rest, null, null);
        same([18, 1], [World::$jobs[0][2][0], count(World::$jobs)]);
        // A new secret is a new connection, whose desk knows nothing yet.
        Connection::keep('https://desk.example', 'wren-tide', 'whsec_' . base64_encode(str_repeat('z', 32)));
        same(1, $tell());
        World::$requests = [];
        World::$orders[18]->status = 'checkout-draft';
        World::$orders[18]->save();
        same([], World::$jobs);
        OrderRelay::relay(18, 0, time());
        OrderRelay::relay(19, 0, time());
        same([], World::$requests);
    },
    'orders_from_before_connecting_come_fifty_at_a_time' => function () {
        connected();
        foreach (range(1, 120) as $id) {
            World::$orders[$id] = new WC_Order($id);
        }
        Plugin::resume();
        holds('in a moment', PastOrders::progress());
        same([1, 50, 50], past());
        holds('50 of 120', PastOrders::progress());
        same([2, 50, 100], past());
        same(null, past()[0] > 3 ? 'too often' : null);
        holds('or there: 120', PastOrders::progress());
        same([], array_filter(World::$jobs, fn($job) => $job[1] === PastOrders::HOOK));
        same(false, World::$autoloaded['amends_desk_past']);
        holds('or there: 120', shown('woocommerce_admin_field_amends_desk_waiting', []));
        // Nobody is asked for orders that are too old.
        World::$jobs = [];
        do_action(PastOrders::HOOK, 1, time() + 2 * 366 * 86400);
        same([], World::$jobs);
    },
    'the_settings_list_what_waits_and_each_can_be_tried_at_once' => function () {
        connected();
        World::$orders[19] = new WC_Order(19);
        $begun = time() - 500;
        $list = fn() => shown('woocommerce_admin_field_amends_desk_waiting', []);
        holds('Nothing.', $list());
        OrderRelay::relay(18, 2, $begun);
        answer(413, []);
        OrderRelay::relay(19, 3, 1794924401);
        $page = $list();
        holds('<td>Order 18</td><td>' . gmdate('Y-m-d H:i', $begun) . '</td><td>3</td>', $page);
        holds('<td>' . gmdate('Y-m-d H:i', World::$jobs[0][0]) . '</td>', $page);
        holds("order=18&#038;tries=3&#038;since=$begun", $page);
        holds('<td>Order 19</td><td>2026-11-17 14:06</td><td></td><td>Not passed on</td>', $page);
        $_GET = ['order' => '18', 'tries' => '3', 'since' => (string) $begun];
        do_action('admin_post_amends_desk_order_now');
        same([[18, 3, $begun]], array_column(World::$jobs, 2));
        holds('in the next minute', $list());
        $_GET = ['order' => '19'];
        do_action('admin_post_amends_desk_order_again');
        same([], OrderRelay::failed());
        same([19, 0], array_slice(World::$jobs[1][2], 0, 2));
        foreach (['order_now', 'order_again', 'message_again', 'policy_on', 'policy_off'] as $act) {
            foreach (['may', 'nonce'] as $missing) {
                World::$$missing = false;
                try {
                    do_action("admin_post_amends_desk_$act");
                    throw new Exception("$act was done without $missing");
                } catch (Died $expected) {
                    same(2, count(World::$jobs));
                }
                World::$$missing = true;
            }
        }
        // Queued twice, it has arrived with either.
        World::$orders[18]->update_meta_data(OrderRelay::META_SENT, (string) time());
        same([19], array_keys(OrderRelay::waiting()));
        World::$may = false;
        same('', $list());
    },
    'kept_messages_are_listed_and_shown_to_the_owner_when_nobody_took_them' => function () {
        connected();
        $list = fn() => shown('woocommerce_admin_field_amends_desk_waiting', []);
        $key = str_repeat('a1', 16);
        $message = ['form' => 'refund', 'lang' => 'en', 'fields' => ['words' => 'Broken'], 'order' => ''];
        same('kept', AmendsDesk\StatementRelay::send($key, $message, 'It is <b>broken</b>.', false)[0]);
        $page = $list();
        holds('<td>Message: Ask for money back</td>', $page);
        holds('Try now', $page);
        same(false, strpos($page, 'broken'));
        AmendsDesk\KeptStatements::note($key, ['given_up' => true, 'next' => 0]);
        $page = $list();
        holds('Not passed on', $page);
        holds('<pre dir="auto">It is &lt;b&gt;broken&lt;/b&gt;.</pre>', $page);
        World::$jobs = [];
        $_GET = ['message' => $key];
        do_action('admin_post_amends_desk_message_again');
        same([[$key]], array_column(World::$jobs, 2));
        same(false, strpos($list(), 'Not passed on'));
    },
    'policy_is_cached_with_its_etag_and_the_last_good_copy_stays' => function () {
        connected();
        $page = World::$shortcodes['amends_policy'];
        answer(200, '<p>Thirty days [amends_link] {x}</p><script>bad()</script>', ['etag' => '"e1"']);
        foreach (range(1, 4) as $_) {
            answer(404);
        }
        answer(200, "Thirty days & no fuss. https://desk.example/p/wren-tide/refund\n", ['etag' => '"n1"']);
        PolicyPage::fetch();
        same('https://desk.example/p/wren-tide/checkout.txt', World::$requests[5][0]);
        $notice = shown('woocommerce_review_order_before_submit');
        same('<p class="amends-desk-notice">Thirty days &amp; no fuss. <a href="https://desk.example/p/wren-tide/refund">'
            . 'Refund policy</a></p>', $notice);
        same("<div></div>$notice", apply_filters('render_block_woocommerce/checkout', '<div></div>'));
        World::$endpoint = 'order-received';
        same('<div></div>', apply_filters('render_block_woocommerce/checkout', '<div></div>'));
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
        // The line for the checkout stays as well, until the desk says that it is gone.
        foreach ([[200, '<p>Log in', 1], [500, '', 1], [304, '', 1], [200, '', 1], [404, '', 0]] as [$status, $body, $shown]) {
            World::$answers = [];
            World::$requests = [];
            foreach (range(1, 5) as $_) {
                answer(304);
            }
            answer($status, $body);
            PolicyPage::fetch();
            same('"n1"', World::$requests[5][1]['headers']['If-None-Match']);
            same($shown === 1 ? $notice : '', shown('woocommerce_review_order_before_submit'));
        }
    },
    'the_policy_becomes_the_shops_refund_policy_and_back' => function () {
        connected();
        World::$options['woocommerce_refund_returns_page_id'] = '14';
        $row = fn() => shown('woocommerce_admin_field_amends_desk_policy', []);
        holds('not published', $row());
        do_action('admin_post_amends_desk_policy_on');
        same([], World::$pages);
        answer(200, '<p>Thirty days</p>');
        foreach (range(1, 4) as $_) {
            answer(404);
        }
        answer(200, 'Thirty days.');
        PolicyPage::fetch();
        holds('Use the desk’s policy', $row());
        do_action('admin_post_amends_desk_policy_on');
        do_action('admin_post_amends_desk_policy_on');
        same([100], array_keys(World::$pages));
        same(['publish', '<!-- wp:amends-desk/policy /-->'], [World::$pages[100]['post_status'], World::$pages[100]['post_content']]);
        same(100, get_option('woocommerce_refund_returns_page_id'));
        holds('Set it back', $row());
        holds('href="https://shop.example/?page_id=100"', shown('woocommerce_review_order_before_submit'));
        do_action('admin_post_amends_desk_policy_off');
        same([14, 'trash'], [get_option('woocommerce_refund_returns_page_id'), World::$pages[100]['post_status']]);
        // What the owner chose meanwhile stays; and without the desk its page would be empty.
        do_action('admin_post_amends_desk_policy_on');
        World::$options['woocommerce_refund_returns_page_id'] = '15';
        Settings::disconnect();
        same(['15', 'trash'], [get_option('woocommerce_refund_returns_page_id'), World::$pages[101]['post_status']]);
    },
    'T51_a_refund_is_made_once_for_its_key' => function () {
        connected();
        [$status, $first] = ask('POST amends/v1/refund', REFUND);
        same([200, 'k-1', '5.00', true], [$status, $first['key'], $first['amount'], $first['paid']]);
        same([200, $first], ask('POST amends/v1/refund', REFUND));
        same([200, $first], ask('POST amends/v1/refund', REFUND, 'msg_2'));
        same([200, $first], ask('POST amends/v1/refund/find', ['key' => 'k-1', 'order' => '18'], 'msg_3'));
        same(404, ask('POST amends/v1/refund/find', ['key' => 'k-2', 'order' => '18'], 'msg_4')[0]);
        same(404, ask('POST amends/v1/refund/find', ['key' => 'k-1', 'order' => '19'], 'msg_4')[0]);
        same(400, ask('POST amends/v1/refund/find', ['key' => 'k-1'], 'msg_4')[0]);
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
        // Nor can anybody say now that there is none.
        same(409, ask('POST amends/v1/refund/find', ['key' => 'k-1', 'order' => '18'])[0]);
        // Its holder is gone; the same message may come again.
        World::$options['amends_desk_lock_refund_18'] = (string) (time() - 601);
        same(200, ask('POST amends/v1/refund', REFUND)[0]);
        same(1, World::$paid);
        // Whoever was gone too long gives nobody else's lock back.
        same(true, OptionLock::take('x'));
        World::$options['amends_desk_lock_x'] = '9999999999';
        OptionLock::release('x');
        same([false, '9999999999'], [OptionLock::take('x'), World::$options['amends_desk_lock_x']]);
    },
    'T51_a_message_is_done_once_whatever_caches_forget_and_however_many_come_at_once' => function () {
        connected();
        $name = 'amends_desk_lock_id_' . substr(hash('sha256', 'msg_1'), 0, 40);
        World::$options[$name] = (string) time();
        same('later', ask('POST amends/v1/refund', REFUND)[1]['error']);
        same(0, World::$paid);
        unset(World::$options[$name]);
        $first = ask('POST amends/v1/refund', REFUND);
        World::$transients = [];
        World::$orders[18]->refunds = [];
        same($first, ask('POST amends/v1/refund', REFUND));
        same([409, 'replayed'], [ask('POST amends/v1/refund', ['reason' => 'x'] + REFUND)[0],
            ask('POST amends/v1/refund', ['reason' => 'x'] + REFUND)[1]['error']]);
        same(1, World::$paid);
        // Two days later nobody asks again.
        Answered::forgetOld(time() + 172799);
        same($first, ask('POST amends/v1/refund', REFUND));
        Answered::forgetOld(time() + 172802);
        same([], array_filter(array_keys(World::$options), fn($name) => strpos($name, 'desk_id_') !== false));
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
    'T51_a_refund_that_was_paid_stays_whatever_fails_after_the_payment' => function () {
        connected();
        World::$trouble = 'A mail could not be written.';
        [$status, $answer] = ask('POST amends/v1/refund', REFUND);
        same([200, true, 1], [$status, $answer['paid'], World::$paid]);
        World::$trouble = null;
        same([200, $answer], ask('POST amends/v1/refund', REFUND, 'msg_2'));
        same([200, $answer], ask('POST amends/v1/refund/find', ['key' => REFUND['key'], 'order' => '18'], 'msg_3'));
        same([1, 1], [World::$paid, count(World::$logs)]);
        // Any other refund may be removed.
        same(null, apply_filters('woocommerce_pre_delete_order_refund', null, World::$orders[18]->refunds[0], true));
    },
    'a_refund_that_another_plugin_makes_because_of_ours_has_no_key_of_the_desk' => function () {
        connected();
        $second = function () use (&$second) {
            remove_action('woocommerce_refund_created', $second);
            wc_create_refund(['order_id' => 18, 'amount' => '1.00', 'reason' => 'Deposit']);
        };
        add_action('woocommerce_refund_created', $second);
        same(200, ask('POST amends/v1/refund', REFUND)[0]);
        $keys = array_map(fn($refund) => $refund->get_meta('_amends_desk_key'), World::$orders[18]->refunds);
        same([REFUND['key'], ''], $keys);
    },
    'T51_an_order_is_read_under_its_lock_and_not_before' => function () {
        connected();
        $about = ['order' => '99', 'text' => 'x', 'reference' => 'AM-7K3Q-9F2', 'title' => 'Broken', 'told' => '',
            'at' => '2026-11-21T19:52:49Z', 'closed' => false] + REFUND;
        // Who looked first would know that there is no such order.
        foreach (['refund' => 'refund', 'refund/find' => 'refund', 'note' => 'note', 'case' => 'case'] as $path => $lock) {
            same(true, OptionLock::take($lock . '_99'));
            same('later', ask("POST amends/v1/$path", $about, "busy_$lock")[1]['error']);
            OptionLock::release($lock . '_99');
            same(404, ask("POST amends/v1/$path", $about, "free_$lock")[0]);
        }
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
    'the_state_of_a_case_is_kept_on_the_order_and_the_newest_counts' => function () {
        connected();
        $case = ['key' => 'c-1', 'order' => '18', 'reference' => 'AM-7K3Q-9F2', 'title' => 'Lab mug <b>broken</b>',
            'told' => 'Answer by Tuesday', 'at' => '2026-11-21T19:52:49Z', 'closed' => false];
        same([200, ['key' => 'c-1']], ask('POST amends/v1/case', $case));
        $later = ['at' => '2026-11-23T08:00:00.5Z', 'told' => 'Refunded', 'closed' => true] + $case;
        same(200, ask('POST amends/v1/case', $later, 'msg_2')[0]);
        // What was overtaken changes nothing, and neither does the same again.
        same(200, ask('POST amends/v1/case', ['at' => '2026-11-23T08:00:00Z'] + $case, 'msg_3')[0]);
        same(200, ask('POST amends/v1/case', ['reference' => 'AM-2222-222', 'title' => 'Where is it?'] + $case, 'msg_4')[0]);
        same(['AM-7K3Q-9F2', 'AM-2222-222'], array_keys(CaseStates::of(World::$orders[18])));
        same([true, 'Lab mug broken'], [CaseStates::of(World::$orders[18])['AM-7K3Q-9F2']['closed'],
            CaseStates::of(World::$orders[18])['AM-7K3Q-9F2']['title']]);
        $page = shown('woocommerce_order_details_after_order_table', World::$orders[18]);
        holds('Your messages about this order', $page);
        holds('Lab mug broken</span> · AM-7K3Q-9F2 · 2026-11-21 · closed', $page);
        holds('AM-2222-222 · 2026-11-21 · open', $page);
        $page .= shown('woocommerce_my_account_my_orders_column_amends-desk', World::$orders[18]);
        same(2, substr_count($page, 'AM-7K3Q-9F2'));
        same(false, strpos($page, 'Refunded') || strpos($page, 'Tuesday'));
        $columns = apply_filters('woocommerce_account_orders_columns', ['order-number' => '', 'order-actions' => '']);
        same(['order-number', 'amends-desk', 'order-actions'], array_keys($columns));
        ob_start();
        AmendsDesk\OrderBox::show(World::$orders[18]);
        $box = ob_get_clean();
        holds('href="https://desk.example/inbox/case/AM-7K3Q-9F2"', $box);
        holds('Refunded', $box);
        $wrong = [['at' => 'yesterday'], ['at' => '2026-11-21 19:52'], ['closed' => 'yes'], ['title' => ' '], ['told' => null],
            ['reference' => '<b>'], ['key' => 7], ['order' => 18]];
        foreach ($wrong as $at => $change) {
            same(400, ask('POST amends/v1/case', $change + $case, "wrong_$at")[0]);
        }
        same(404, ask('POST amends/v1/case', ['order' => '99'] + $case, 'msg_9')[0]);
        World::$options['amends_desk_lock_case_18'] = (string) time();
        same(409, ask('POST amends/v1/case', ['at' => '2026-11-24T08:00:00Z'] + $case, 'msg_10')[0]);
        foreach (range(1, 60) as $at) {
            unset(World::$options['amends_desk_lock_case_18']);
            ask('POST amends/v1/case', ['reference' => "AM-$at", 'at' => gmdate('Y-m-d\TH:i:s\Z', 1795500000 + $at)] + $case, "many_$at");
        }
        same([50, 'AM-60'], [count(CaseStates::of(World::$orders[18])), array_keys(CaseStates::of(World::$orders[18]))[0]]);
        same([], World::$jobs);
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
        same(4, count(World::$routes));
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
        World::$orders[18]->update_meta_data(CaseStates::META, ['AM-1' => STATE]);
        holds('AM-1 · Lab mug', $export('kunde@example.test')['data'][1]['data'][0]['value']);
        same([], $export('other@example.test', 2)['data']);
        answer(200, '<html>parked');
        $parked = call_user_func($erasers['amends-desk']['callback'], 'kunde@example.test');
        holds('did not confirm', $parked['messages'][0]);
        same(true, $parked['items_removed']);
        same([], CaseStates::of(World::$orders[18]));
        World::$orders[18]->update_meta_data(CaseStates::META, ['AM-1' => STATE]);
        do_action('woocommerce_privacy_remove_order_personal_data', World::$orders[18]);
        same([], CaseStates::of(World::$orders[18]));
        // What nobody has read yet is handed out and not thrown away.
        $message = ['form' => 'refund', 'lang' => 'en', 'fields' => ['email' => 'Kunde@example.test'], 'order' => ''];
        AmendsDesk\StatementRelay::send(str_repeat('a1', 16), $message, 'It is broken.', false);
        same('It is broken.', $export('kunde@example.test')['data'][1]['data'][0]['value']);
        same(1, count($export('other@example.test')['data']));
        answer(200, ['orders' => 0]);
        $kept = call_user_func($erasers['amends-desk']['callback'], 'kunde@example.test');
        same([true, 2], [$kept['items_retained'], count($kept['messages'])]);
        holds('still waits', $kept['messages'][1]);
        // More orders than one step takes: the desk is asked in the first alone.
        foreach (range(1, 60) as $id) {
            World::$orders[$id] = new WC_Order($id);
        }
        World::$requests = [];
        same(false, call_user_func($erasers['amends-desk']['callback'], 'kunde@example.test', 1)['done']);
        same(true, call_user_func($erasers['amends-desk']['callback'], 'kunde@example.test', 2)['done']);
        same(1, count(World::$requests));
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
        World::$options['woocommerce_refund_returns_page_id'] = 100;
        World::$options['amends_desk_policy_page'] = ['page' => 100, 'before' => 14];
        World::$options['amends_desk_kept_0123'] = 'words';
        World::$options['amends_desk_forms_en'] = 'forms';
        set_transient('amends_desk_notice_1', 'x', 60);
        answer(200, ['kept' => true]);
        OrderRelay::relay(18);
        Plugin::resume();
        OrderRelay::queue(18);
        ask('POST amends/v1/refund', REFUND);
        ask('POST amends/v1/note', ['key' => 'n-1', 'order' => '18', 'text' => 'x'], 'msg_2');
        $books = World::$orders[18]->refunds[0]->meta;
        same(true, count(World::$orders[18]->meta) > 1);
        World::$jobs[] = [0, 'others_job', [], 'others'];
        do_action('deactivate');
        same(['others'], array_column(World::$jobs, 3));
        Plugin::resume();
        define('WP_UNINSTALL_PLUGIN', true);
        global $wpdb;
        require PLUGIN . '/uninstall.php';
        same(['other' => 1, 'woocommerce_refund_returns_page_id' => 14], World::$options);
        same('trash', World::$pages[100]['post_status']);
        same(['others'], array_column(World::$jobs, 3));
        same([[], ['_amends_desk_key' => 'k-1']], [World::$orders[18]->meta, $books]);
    },
];

if (realpath($_SERVER['SCRIPT_FILENAME']) !== __FILE__) {
    // in_every_php.php runs them one after the other.
    return $checks;
}
if (!isset($argv[1])) {
    echo implode("\n", array_keys($checks)), "\n";
    exit;
}
$checks[$argv[1]]();
echo "ok\n";
