<?php

/**
 * Checks of the forms in the shop, as checks.php does: php form_checks.php NAME. Without a name it lists them.
 */

// phpcs:disable

require_once __DIR__ . '/checks.php';

use AmendsDesk\Connection;
use AmendsDesk\FormDescription;
use AmendsDesk\FormPage;
use AmendsDesk\FormShape;
use AmendsDesk\KeptStatements;
use AmendsDesk\LinkToken;
use AmendsDesk\OrderRelay;
use AmendsDesk\PolicyPage;
use AmendsDesk\Signature;
use AmendsDesk\StatementRelay;

function forms()
{
    return json_decode(file_get_contents(__DIR__ . '/forms.json'), true);
}

function with_forms($told = null)
{
    connected();
    answer(200, $told ?? forms(), ['etag' => '"f1"']);
    FormDescription::fetch();
    World::$requests = World::$jobs = [];
    $_SERVER['REMOTE_ADDR'] = '203.0.113.77';
}

/** The page that a customer sees; without what was posted it is only looked at. */
function page($kind = 'withdraw', $posted = null, $asked = [])
{
    $_SERVER['REQUEST_METHOD'] = $posted === null ? 'GET' : 'POST';
    $_GET = $asked;
    $_POST = array_map('addslashes', $posted ?? []);
    do_action('template_redirect');
    return call_user_func(World::$shortcodes['amends_form'], ['kind' => $kind]);
}

/** What a browser posts when a button of this page is pressed, with some boxes filled in. */
function press($page, $step, $typed = [])
{
    $posted = [];
    preg_match_all('/<input ([^>]*)>|<textarea [^>]*name="([^"]*)"[^>]*>\n([^<]*)</', $page, $boxes, PREG_SET_ORDER);
    foreach ($boxes as $box) {
        $about = [];
        preg_match_all('/(\w+)(?:="([^"]*)")?/', $box[1], $about, PREG_SET_ORDER);
        $about = array_column(array_map(fn($one) => [$one[1], $one[2] ?? ''], $about), 1, 0);
        $name = $box[2] ?? $about['name'] ?? '';
        if (($about['type'] ?? '') !== 'radio' || isset($about['checked'])) {
            $value = $box[3] ?? $about['value'] ?? '';
            $posted[$name ?: $about['name']] = html_entity_decode($value, ENT_QUOTES | ENT_HTML5);
        }
    }
    foreach ($typed as $name => $text) {
        $posted["amends_field_$name"] = $text;
    }
    return ['amends_step' => $step] + array_filter($posted, 'is_string');
}

const HANNA = ['name' => 'Hanna', 'contract' => 'Order 18', 'email' => 'hanna@post.example'];
const BROKEN = ['happened' => 'It broke.', 'meant' => 'A pity.', 'wish' => 'refund', 'reach' => 'email'] + HANNA;
const TAKEN = [
    'reference' => 'AM-7K3Q-9F2',
    'received_at' => '2026-11-22T05:10:00Z',
    'title' => 'Received <1>',
    'paragraphs' => ['Your reference: AM-7K3Q-9F2', 'More'],
    'statement' => 'I, Hanna, withdraw',
    'links' => [
        ['text' => 'Your private page', 'href' => 'https://desk.example/c/abc/receipt'],
        ['text' => 'Bad', 'href' => 'javascript:alert(1)'],
    ],
];

/** The second page of a form that was filled in. */
function review($kind = 'withdraw', $typed = HANNA, $asked = [])
{
    return page($kind, press(page($kind, null, $asked), 'check', $typed), $asked);
}

function body($number)
{
    return json_decode(World::$requests[$number][1]['body'], true);
}

function lacks($part, $text)
{
    same(false, strpos($text, $part));
}

/** The jobs that bring messages to the desk, run once; nothing else may be among them. */
function run_jobs()
{
    $jobs = World::$jobs;
    World::$jobs = [];
    foreach ($jobs as $job) {
        do_action($job[1], ...$job[2]);
    }
    return count($jobs);
}

$checks = [
    'forms_are_fetched_with_the_policy_and_the_last_good_copy_stays' => function () {
        connected();
        do_action(PolicyPage::HOOK);
        same(true, in_array('https://desk.example/relay/v1/forms', array_column(World::$requests, 0), true));
        // Nothing to print yet: soon again, and not in an hour.
        same([FormDescription::HOOK], array_column(World::$jobs, 1));
        answer(200, forms(), ['etag' => '"f1"']);
        run_jobs();
        $sent = end(World::$requests)[1]['headers'];
        same('', Signature::fault(SECRET, $sent['webhook-id'], $sent['webhook-timestamp'], $sent['webhook-signature'], '', time()));
        same([false, false], [World::$autoloaded['amends_desk_forms'], World::$autoloaded['amends_desk_forms_de']]);
        $page = page();
        holds('Withdraw from contract here', $page);
        foreach ([[304, ''], [500, ''], [200, '<!DOCTYPE html>'], [200, '{"languages":{}}'], [404, ''], [0, '']] as [$status, $body]) {
            World::$answers = [];
            $status === 0 ?: answer($status, $body);
            FormDescription::fetch();
            same('"f1"', end(World::$requests)[1]['headers']['If-None-Match']);
            same([], World::$jobs);
            holds('Withdraw from contract here', page());
        }
        // A language that is gone goes; another shop's forms are not ours.
        $told = forms();
        unset($told['languages']['de']);
        answer(200, $told);
        FormDescription::fetch();
        same(false, isset(World::$options['amends_desk_forms_de']));
        Connection::keep('https://desk.example', 'north-oven', SECRET);
        holds('href="https://desk.example/s/north-oven/withdraw"', page());
    },
    'what_is_not_as_agreed_is_left_out' => function () {
        start();
        foreach ([null, 'x', [], ['languages' => 'x'], ['languages' => ['en' => ['forms' => []]]]] as $rubbish) {
            same(null, FormShape::of($rubbish));
        }
        $told = forms();
        $told['languages']['../x'] = $told['languages']['de'];
        $form = &$told['languages']['en']['forms']['withdraw'];
        $form['fields'][] = ['name' => 'file', 'label' => 'File', 'type' => 'file'];
        $form['fields'][] = ['name' => 'a"b', 'label' => 'Odd', 'type' => 'text'];
        $form['fields'][] = ['name' => 'leave_empty', 'label' => 'Trap', 'type' => 'text'];
        $form['fields'][] = ['name' => 'pick', 'label' => 'Pick', 'type' => 'radio', 'choices' => 'x'];
        $form['fields'][0]['hint'] = ['no text'];
        $form['fields'][0]['longest'] = 10 ** 9;
        $form['fields'][0]['autocomplete'] = 'x" onfocus="y';
        $form['fields'][0]['asks'][] = ['when' => 'never', 'text' => 'x'];
        $form['lead'] = ['one', 2, ['x'], 'two'];
        $told['languages']['en']['forms']['complaint']['send'] = '';
        $read = FormShape::of($told);
        same(['en', 'de'], array_keys($read['languages']));
        same(['withdraw', 'terminate'], array_keys($read['languages']['en']['forms']));
        $form = $read['languages']['en']['forms']['withdraw'];
        same(['name', 'contract', 'items', 'email'], array_keys($form['fields']));
        $first = $form['fields']['name'];
        same(['', 20000, 'off', 2], [$first['hint'], $first['longest'], $first['autocomplete'], count($first['asks'])]);
        same(['one', 'two'], $form['lead']);
    },
    'the_language_is_the_pages_the_locales_or_the_shops' => function () {
        with_forms();
        holds('lang="en" dir="ltr"', page());
        holds('lang="de"', page('withdraw', null, ['lang' => 'de']));
        World::$locale = 'de_AT';
        holds('lang="de"', page());
        // No complaint in German here, and no French at all.
        holds('lang="en"', page('complaint'));
        holds('lang="en"', page('complaint', null, ['lang' => 'fr']));
        World::$locale = 'fr';
        holds('lang="en"', page());
        // Once begun in a language it goes on in it.
        holds('lang="de"', page('withdraw', press(page('withdraw', null, ['lang' => 'de']), 'check')));
    },
    'without_a_copy_there_is_a_link_and_without_a_connection_nothing' => function () {
        connected();
        holds('<a href="https://desk.example/s/wren-tide/terminate">Terminate contracts here</a>', page('terminate'));
        holds('/s/wren-tide/complaint"', page('"><script>'));
        Connection::forget();
        same('', page());
    },
    'looking_at_a_form_asks_nobody_and_holds_nothing_of_anybody' => function () {
        with_forms();
        World::$pages = [['post_content' => 'Text']];
        do_action('wp_enqueue_scripts');
        same(false, World::$styles['amends-desk-form'][1]);
        foreach (FormShape::PATHS as $kind) {
            $page = page($kind);
            foreach (['nonce', 'kunde@', 'style=', '<script', 'onclick', 'amends_key'] as $never) {
                lacks($never, $page);
            }
        }
        same([[], 0], [World::$requests, World::$uncached]);
        same(true, World::$styles['amends-desk-form'][1]);
        World::$styles['amends-desk-form'][1] = false;
        World::$pages = [['post_content' => 'x [amends_form] y']];
        do_action('wp_enqueue_scripts');
        same(true, World::$styles['amends-desk-form'][1]);
    },
    'every_box_has_its_label_and_what_browsers_fill_in' => function () {
        with_forms();
        $page = page('complaint');
        preg_match_all('/ id="([^"]+)"/', $page, $ids);
        same(count($ids[1]), count(array_unique($ids[1])));
        preg_match_all('/<(?:input|textarea) (?!type="hidden")[^>]*id="([^"]+)"/', $page, $boxes);
        foreach ($boxes[1] as $id) {
            holds("<label for=\"$id\">", str_replace('class="amends-choice" ', '', $page));
        }
        holds('autocomplete="email"', $page);
        holds('<legend>What would put it right?</legend>', $page);
        holds('value="email" checked', $page);
        holds('(optional)', $page);
        holds('name="amends_leave_empty" value="" autocomplete="off" tabindex="-1"', $page);
        holds('>Go on and check</button>', $page);
        // Two forms on a page: no id twice, and each posts to itself.
        same([], array_intersect($ids[1], (preg_match_all('/ id="([^"]+)"/', page('withdraw'), $more) ? $more[1] : [])));
    },
    'what_is_missing_is_asked_once' => function () {
        with_forms();
        $asked = page('withdraw', press(page(), 'check', ['name' => 'Hanna']));
        holds('role="alert"', $asked);
        holds('2 things need a look', $asked);
        holds('Write the order number', $asked);
        preg_match('/<a href="#([^"]+)">Which contract\?/', $asked, $link);
        holds("id=\"$link[1]\"", $asked);
        holds("aria-describedby=\"$link[1]-error $link[1]-hint\"", $asked);
        holds('value="Hanna"', $asked);
        same(['title' => 'Error: Shop'], apply_filters('document_title_parts', ['title' => 'Shop']));
        // Whoever presses again is taken as they are.
        $again = page('withdraw', press($asked, 'check'));
        holds('I, Hanna, withdraw from this contract: –', $again);
        holds('No email is sent.', $again);
        holds('>Confirm withdrawal</button>', $again);
        same(['title' => 'Shop'], apply_filters('document_title_parts', ['title' => 'Shop']));
        // What was asked stays asked on the way back.
        $back = page('withdraw', press($again, 'edit'));
        holds('value="Hanna"', $back);
        lacks('role="alert"', $back);
        holds('I, Hanna', page('withdraw', press($back, 'check')));
        same(4, World::$uncached);
    },
    'only_what_the_description_insists_on_is_asked_again' => function () {
        with_forms();
        foreach ([1, 2] as $_) {
            $page = page('withdraw', press($page ?? page(), 'check', ['items' => 'A mug']));
            holds('Write your name, the contract or your email address.', $page);
            holds('value="A mug"', $page);
        }
        $page = page('complaint');
        foreach ([1, 2] as $_) {
            $page = page('complaint', press($page, 'check', ['name' => 'Hanna', 'email' => 'hanna at post', 'happened' => str_repeat('é', 5001)]));
            holds('This is not one whole email address.', $page);
            holds('This is 5,001 characters long, and 5,000 fit.', $page);
            holds('Choose one.', $page);
        }
        lacks('Write a few words', page('complaint', press($page, 'check', BROKEN)));
        // Rung instead of written to: the address may be missing, the number not.
        $page = page('complaint', press($page, 'check', ['reach' => 'phone', 'email' => ''] + BROKEN));
        holds('Write the number to ring', $page);
        lacks('Write your email address. Or', $page);
        // Of choices only one that was offered.
        holds('Choose one.', page('complaint', press(page('complaint'), 'check', ['wish' => 'a yacht'] + BROKEN)));
    },
    'T21_what_somebody_types_comes_back_as_it_was_typed_and_is_no_markup' => function () {
        with_forms();
        $odd = "<script>alert(1)</script> &amp; \"q\" 'a' [gallery] {name} \\ %s\nline";
        $line = str_replace("\n", ' ', $odd);
        $review = review('complaint', ['happened' => $odd, 'name' => $odd] + BROKEN);
        lacks('<script', $review);
        lacks('[', $review);
        $back = page('complaint', press($review, 'edit'));
        $posted = press($back, 'check');
        same([$odd, $line], [$posted['amends_field_happened'], $posted['amends_field_name']]);
        lacks('<script', $back);
        lacks('[', $back);
        answer(200, TAKEN);
        page('complaint', press(review('complaint', ['happened' => $odd] + BROKEN), 'send'));
        same($odd, body(0)['fields']['happened']);
        // A brace that was typed is no place for another answer.
        holds('I, {contract}, withdraw from this contract: Order 18', html_entity_decode(review('withdraw', ['name' => '{contract}'] + HANNA)));
        same(['pre', 'textarea', 'amends-words'], apply_filters('no_texturize_tags', ['pre']));
    },
    'the_second_page_shows_the_statement_or_question_and_answer' => function () {
        with_forms();
        $page = review('withdraw', ['items' => 'One mug'] + HANNA);
        holds("I, Hanna, withdraw from this contract: Order 18\nOnly from this part of it: One mug", $page);
        holds('<bdi>hanna@post.example</bdi>', $page);
        holds('<button class="button wp-element-button" name="amends_step" value="send">Confirm withdrawal</button>', $page);
        $page = review('terminate', ['ending' => 'extraordinary', 'reason' => 'Gone', 'ends_on' => 'soon'] + HANNA);
        holds("Extraordinary termination, for this reason: Gone\nThe contract should end on: soon", $page);
        // A day that no date box can hold stays.
        holds('type="text" id', page('terminate', press($page, 'edit')));
        $page = review('complaint', BROKEN);
        holds('<dt>What would put it right?</dt><dd><amends-words dir="auto">My money back</amends-words></dd>', $page);
        lacks('<dt>Phone</dt>', $page);
        // Longer than a box of a statement by law holds: said once, then cut as it was said.
        $long = review('withdraw', ['name' => str_repeat('n', 201)] + HANNA);
        holds('only the beginning is sent', $long);
        holds('I, ' . str_repeat('n', 200) . ', withdraw', page('withdraw', press($long, 'check')));
    },
    'a_message_is_sent_signed_under_the_forms_key_and_its_receipt_is_shown_again' => function () {
        with_forms();
        $sending = press(review(), 'send');
        answer(200, TAKEN);
        $page = page('withdraw', $sending);
        [$address, $sent] = World::$requests[0];
        same(['https://desk.example/relay/v1/statements', 3, 0], [$address, $sent['timeout'], $sent['redirection']]);
        $headers = $sent['headers'];
        same('', Signature::fault(SECRET, $headers['webhook-id'], $headers['webhook-timestamp'], $headers['webhook-signature'], $sent['body'], time()));
        $body = body(0);
        same(['withdraw', 'en', ['name' => 'Hanna', 'contract' => 'Order 18', 'items' => '', 'email' => 'hanna@post.example'], '', false],
            [$body['form'], $body['lang'], $body['fields'], $body['order'], $body['kept']]);
        same(true, abs(strtotime($body['received_at']) - time()) < 5 && substr($body['received_at'], -1) === 'Z');
        holds('Received &lt;1&gt;', $page);
        holds('href="https://desk.example/c/abc/receipt"', $page);
        lacks('javascript', $page);
        same([], StatementRelay::kept());
        // The page is loaded anew, which sends it once more.
        same($page, page('withdraw', $sending));
        same(1, count(World::$requests));
        // The job that was to bring it has nothing to do.
        run_jobs();
        same(1, count(World::$requests));
        // Another form with the same words is another message.
        answer(200, TAKEN);
        page('withdraw', press(review(), 'send'));
        same(true, World::$requests[1][1]['headers']['webhook-id'] !== $headers['webhook-id']);
    },
    'the_mark_of_a_visitor_tells_networks_apart_and_nobody' => function () {
        with_forms();
        $mark = function ($address) {
            $_SERVER['REMOTE_ADDR'] = $address;
            answer(200, TAKEN);
            page('withdraw', press(review(), 'send'));
            return body(count(World::$requests) - 1)['visitor'];
        };
        $one = $mark('203.0.113.77');
        same(1, preg_match('/\A[0-9a-f]{32}\z/', $one));
        same([$one, $one], [$mark('203.0.113.1'), $mark('::ffff:203.0.113.9')]);
        same(false, $one === $mark('203.0.114.77'));
        same($mark('2001:db8:1:2::1'), $mark('2001:db8:1:2:ffff::9'));
        same(false, $mark('2001:db8:1:2::1') === $mark('2001:db8:1:3::1'));
        same('', $mark('unknown'));
    },
    'what_the_desk_finds_unfit_stands_at_its_box_with_every_word' => function () {
        with_forms();
        answer(422, ['error' => 'unfit', 'sentence' => 'Look once more.', 'fields' => ['ordered' => 'Write the <day>.', 'other' => 'x', 'name' => 5]]);
        $page = page('complaint', press(review('complaint', BROKEN), 'send'));
        holds('Write the &lt;day&gt;.', $page);
        holds('One thing needs a look', $page);
        holds('It broke.', $page);
        same([], StatementRelay::kept());
        run_jobs();
        same(1, count(World::$requests));
        answer(422, ['error' => 'unfit', 'sentence' => 'Look once more.']);
        holds('<li>Look once more.</li>', page('complaint', press(review('complaint', BROKEN), 'send')));
    },
    'whatever_the_desk_answers_a_message_is_kept_and_arrives_once' => function () {
        with_forms();
        $troubles = [[0, ''], [500, ''], [429, ''], [503, 'later'], [200, '<!DOCTYPE html>Log in'], [200, '{"reference":""}'],
            [401, ''], [403, ''], [404, ''], [400, ''], [409, ['error' => 'stale']], [422, '{"error":"unfit"}'], [302, '']];
        foreach ($troubles as [$status, $body]) {
            World::$requests = World::$jobs = World::$answers = [];
            $status === 0 ?: answer($status, $body);
            $page = page('withdraw', press(review(), 'send'));
            holds('Your words are safe and will be passed on.', $page);
            holds('role="status"', $page);
            holds('readonly', $page);
            holds("I, Hanna, withdraw from this contract: Order 18\n\nThe receipt goes to this address: hanna@post.example</textarea>", $page);
            holds('href="mailto:hello@wrenandtide.example"', $page);
            same(1, preg_match('/received this on \d{4}-\d\d-\d\d, \d\d:\d\d:\d\d \(UTC\+00:00\)\./', $page));
            $kept = StatementRelay::kept();
            same(1, count($kept));
            same(['withdraw', 1, false], [$kept[0]['kind'], $kept[0]['tries'], $kept[0]['given_up']]);
            same(60, World::$jobs[0][0] - $kept[0]['since']);
            lacks('Hanna', json_encode($kept) . implode(World::$logs));
            // Still away, then there, and the job may run once more.
            same(1, run_jobs());
            same(2, StatementRelay::kept()[0]['tries']);
            same(240, World::$jobs[0][0] - time());
            answer(200, TAKEN);
            $jobs = World::$jobs;
            same(1, run_jobs());
            World::$jobs = $jobs;
            run_jobs();
            same([3, []], [count(World::$requests), StatementRelay::kept()]);
            $ids = array_unique(array_map(fn($request) => $request[1]['headers']['webhook-id'], World::$requests));
            same(1, count($ids));
            same(['kept' => true] + body(0), ['kept' => true] + body(2));
            same([false, true, true], [body(0)['kept'], body(1)['kept'], body(2)['kept']]);
        }
    },
    'whoever_presses_again_while_it_is_kept_sends_the_same_message' => function () {
        with_forms();
        $sending = press(review('complaint', BROKEN), 'send');
        lacks('received this on', page('complaint', $sending));
        $first = body(0);
        $row = KeptStatements::get(World::$requests[0][1]['headers']['webhook-id']);
        KeptStatements::note(World::$requests[0][1]['headers']['webhook-id'], ['message' => ['received_at' => '2026-11-22T01:02:03Z'] + $row['message']]);
        holds('will be passed on', page('complaint', $sending));
        same([1, '2026-11-22T01:02:03Z', true], [count(StatementRelay::kept()), body(1)['received_at'], body(1)['kept']]);
        // Nobody is asked any more about what was promised to be passed on.
        answer(422, ['error' => 'unfit', 'fields' => ['name' => 'x']]);
        holds('will be passed on', page('complaint', $sending));
        answer(200, TAKEN);
        $receipt = page('complaint', $sending);
        holds('Received', $receipt);
        same($receipt, page('complaint', $sending));
        same([4, []], [count(World::$requests), StatementRelay::kept()]);
        // Known at the desk, and forgotten here.
        World::$transients = [];
        answer(409, ['error' => 'replayed']);
        holds('This was sent before and has arrived.', page('complaint', $sending));
        same([], StatementRelay::kept());
    },
    'after_14_days_a_message_stays_for_the_owner_who_may_send_it_again' => function () {
        with_forms();
        page('complaint', press(review('complaint', BROKEN), 'send'));
        $key = StatementRelay::kept()[0]['key'];
        KeptStatements::note($key, ['since' => time() - OrderRelay::GIVE_UP_S - 1]);
        run_jobs();
        same([[], true], [World::$jobs, StatementRelay::kept()[0]['given_up']]);
        holds('was not relayed', end(World::$logs));
        holds('What happened? It broke.', StatementRelay::words($key));
        same('', StatementRelay::words('unknown'));
        StatementRelay::relay($key);
        StatementRelay::resume();
        same([2, []], [count(World::$requests), World::$jobs]);
        StatementRelay::again('unknown');
        StatementRelay::again($key);
        same([StatementRelay::HOOK, [$key], OrderRelay::GROUP], array_slice(World::$jobs[0], 1));
        answer(200, TAKEN);
        run_jobs();
        same([], StatementRelay::kept());
    },
    'connected_again_all_that_is_kept_goes_on_its_way' => function () {
        with_forms();
        page('withdraw', press(review(), 'send'));
        $connection = Connection::current();
        Connection::forget();
        run_jobs();
        same([1, 1, []], [count(World::$requests), count(StatementRelay::kept()), World::$jobs]);
        Connection::keep($connection->desk, $connection->shop, $connection->secret);
        StatementRelay::resume();
        answer(200, TAKEN);
        same(1, run_jobs());
        same([], StatementRelay::kept());
    },
    'where_nothing_can_be_written_the_page_says_so_and_the_desk_is_asked_all_the_same' => function () {
        with_forms();
        World::$full = true;
        $sending = press(review(), 'send');
        $page = page('withdraw', $sending);
        holds('We could not save your statement just now.', $page);
        holds('>Confirm withdrawal</button>', $page);
        same([], World::$jobs);
        same(['title' => 'Error: Shop'], apply_filters('document_title_parts', ['title' => 'Shop']));
        answer(200, TAKEN);
        holds('Received', page('withdraw', press($page, 'send')));
        same(World::$requests[0][1]['headers']['webhook-id'], World::$requests[1][1]['headers']['webhook-id']);
    },
    'a_forms_key_that_is_none_never_sends' => function () {
        with_forms();
        foreach (['', 'x', str_repeat('A', 32), str_repeat('a', 33)] as $key) {
            $page = page('withdraw', ['amends_key' => $key] + press(review(), 'send'));
            holds('>Confirm withdrawal</button>', $page);
        }
        same([], World::$requests);
    },
    'what_machines_fill_in_travels_to_the_desk_for_messages_only' => function () {
        with_forms();
        foreach (['complaint' => BROKEN, 'withdraw' => HANNA] as $kind => $typed) {
            $page = page($kind, ['amends_leave_empty' => 'buy'] + press(page($kind), 'check', $typed));
            answer(200, TAKEN);
            page($kind, press($page, 'send'));
        }
        same(['buy', false], [body(0)['fields']['leave_empty'], isset(body(1)['fields']['leave_empty'])]);
    },
    'T09_a_link_with_an_order_fills_in_the_order_and_nobody' => function () {
        with_forms();
        $link = fn($kind, $age = 60) => ['o' => LinkToken::make(SECRET, 'wren-tide', '18', $kind, time() + $age)];
        $page = page('complaint', null, $link('complaint'));
        holds('value="18"', $page);
        holds('value="2026-11-21"', $page);
        holds('2 × Lab mug</textarea>', $page);
        lacks('kunde@', $page);
        same(1, World::$uncached);
        // The whole contract, unless the customer names a part.
        $page = page('withdraw', null, $link('withdraw'));
        holds('value="18"', $page);
        lacks('Lab mug', $page);
        answer(200, TAKEN);
        page('withdraw', press(review('withdraw', ['contract' => '18'] + HANNA, $link('withdraw')), 'send'), $link('withdraw'));
        same('18', body(0)['order']);
        // Somebody writes of another order than the link's.
        answer(200, TAKEN);
        page('withdraw', press(review('withdraw', HANNA, $link('withdraw')), 'send'), $link('withdraw'));
        same('', body(1)['order']);
    },
    'T58_a_link_that_nobody_here_made_shows_no_order' => function () {
        with_forms();
        $made = fn($secret, $shop, $order, $kind, $age) => LinkToken::make($secret, $shop, $order, $kind, time() + $age);
        $other = 'whsec_' . base64_encode(str_repeat('x', 32));
        foreach (
            [
                $made($other, 'wren-tide', '18', 'complaint', 60),
                $made(SECRET, 'north-oven', '18', 'complaint', 60),
                $made(SECRET, 'wren-tide', '18', 'withdraw', 60),
                $made(SECRET, 'wren-tide', '18', 'complaint', -1),
                $made(SECRET, 'wren-tide', '19', 'complaint', 60),
                'x',
                ['x'],
            ] as $token
        ) {
            $page = page('complaint', null, ['o' => $token]);
            lacks('Lab mug', $page);
            lacks('value="18"', $page);
        }
        $read = 0;
        foreach (json_decode(file_get_contents(__DIR__ . '/../contract/relay/links.json'), true)['vectors'] as $vector) {
            $found = LinkToken::read($vector['secret'], $vector['shop'], $vector['token'], $vector['purpose'], $vector['now']);
            same([$vector['name'], (string) $vector['order']], [$vector['name'], $found]);
            $read++;
        }
        same(true, $read > 5);
    },
    'posts_that_are_not_ours_are_left_alone' => function () {
        with_forms();
        page('withdraw', ['comment' => 'x']);
        page('withdraw', ['amends_form' => 'nothing']);
        $_POST = ['amends_form' => ['x'], 'amends_step' => ['y']];
        do_action('template_redirect');
        same([0, []], [World::$uncached, World::$requests]);
        $page = page('withdraw', press(page('complaint'), 'check', BROKEN));
        holds('Withdraw from contract here', $page);
        lacks('It broke.', $page);
        $_POST = ['amends_form' => 'withdraw', 'amends_field_name' => ['x'], 'amends_field_email' => "\xff", 'amends_lang' => ['x']];
        do_action('template_redirect');
        holds('Write your name, the contract', call_user_func(World::$shortcodes['amends_form'], ['kind' => 'withdraw']));
    },
    'the_block_prints_the_form_and_the_editor_offers_every_kind' => function () {
        with_forms();
        $_GET = $_POST = [];
        $attributes = ['kind' => 'withdraw'];
        ob_start();
        require PLUGIN . '/blocks/form/render.php';
        $printed = ob_get_clean();
        holds('<div class="wp-block"><section', $printed);
        holds('Withdraw from contract here', $printed);
        do_action('enqueue_block_editor_assets');
        $offered = World::$scripts['amends-desk-form-editor-script'];
        foreach (FormShape::PATHS as $kind) {
            holds("\"value\":\"$kind\"", $offered);
        }
    },
    'uninstalling_leaves_no_word_of_a_customer' => function () {
        with_forms();
        World::$options['other'] = 1;
        page('withdraw', press(review(), 'send'));
        answer(200, TAKEN);
        page('complaint', press(review('complaint', BROKEN), 'send'));
        do_action('deactivate');
        same([], World::$jobs);
        define('WP_UNINSTALL_PLUGIN', true);
        global $wpdb;
        require PLUGIN . '/uninstall.php';
        same(['other'], array_keys(World::$options));
    },
];

if (realpath($_SERVER['SCRIPT_FILENAME']) !== __FILE__) {
    return $checks;
}
if (!isset($argv[1])) {
    echo implode("\n", array_keys($checks)), "\n";
    exit;
}
$checks[$argv[1]]();
echo "ok\n";
