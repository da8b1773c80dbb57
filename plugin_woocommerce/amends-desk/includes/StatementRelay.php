<?php

namespace AmendsDesk;

/**
 * Brings what a customer wrote in the shop to the desk: at once if it answers, else again and again until it does.
 */
final class StatementRelay
{
    public const HOOK = 'amends_desk_relay_statement';

    private const PATH = '/relay/v1/statements';
    private const RECEIPT = 'amends_desk_receipt_';

    /** How long the same form sent again shows its receipt, in seconds. */
    private const RECEIPT_S = 86400;

    public static function listen(): void
    {
        add_action(self::HOOK, [self::class, 'relay']);
    }

    /**
     * The id of a message: one for the same words out of the same form, however often they are sent.
     *
     * @param array<string, string> $fields
     */
    public static function id(string $key, string $path, string $lang, array $fields): string
    {
        return substr(hash('sha256', (string) wp_json_encode([$key, $path, $lang, $fields])), 0, 32);
    }

    /**
     * Send a message while its customer waits. It is kept before anybody is asked, so that nothing can lose it.
     *
     * @param array{form: string, lang: string, fields: array<string, string>, order: string} $message
     * @param string $words all that was written, for the owner to read
     * @return array{0: string, 1: array<string, mixed>} what came of it: 'taken' (with the receipt), 'before' (it
     *     arrived earlier), 'unfit' (with sentences), 'kept' (with `received_at`) or 'unsaved'
     */
    public static function send(string $id, array $message, string $words, bool $statutory): array
    {
        $receipt = get_transient(self::RECEIPT . $id);
        if (is_array($receipt)) {
            return ['taken', $receipt];
        }
        $now = time();
        $message += ['received_at' => gmdate('Y-m-d\TH:i:s\Z', $now), 'visitor' => self::visitor()];
        $message['kept'] = false;
        $mark = bin2hex(random_bytes(8));
        $row = ['since' => $now, 'tries' => 0, 'next' => 0, 'given_up' => false, 'mark' => $mark];
        $row = KeptStatements::add($id, $row + ['words' => $words, 'message' => $message]);
        if ($row !== null && $row['mark'] === $mark) {
            // The job is there before the desk is asked: this process may end at any moment.
            self::schedule($id, 1);
        } elseif ($row !== null) {
            // Pressed before, and promised: what was received then is sent, at the time it was received then.
            $message = ['kept' => true] + $row['message'];
        }
        [$came, $told] = self::ask($id, $message);
        if ($came === 'unfit' && ($statutory || $message['kept'])) {
            $came = 'kept';
        }
        if ($came === 'kept') {
            KeptStatements::note($id, ['tries' => ($row['tries'] ?? 0) + 1]);
            return $row === null ? ['unsaved', []] : ['kept', ['received_at' => $message['received_at']]];
        }
        KeptStatements::remove($id);
        return [$came, $told];
    }

    /** Send a kept message; where that fails, come back later. */
    public static function relay($id): void
    {
        $row = KeptStatements::get((string) $id);
        if ($row === null || $row['given_up'] || Connection::current() === null) {
            return;
        }
        [$came, , $status] = self::ask((string) $id, ['kept' => true] + $row['message']);
        if ($came === 'taken' || $came === 'before') {
            KeptStatements::remove((string) $id);
            return;
        }
        $tries = $row['tries'] + 1;
        $log = ['source' => 'amends-desk'];
        if (time() - $row['since'] > OrderRelay::GIVE_UP_S) {
            wc_get_logger()->error("A customer’s message was not relayed: status $status after $tries tries.", $log);
            KeptStatements::note((string) $id, ['tries' => $tries, 'next' => 0, 'given_up' => true]);
            return;
        }
        wc_get_logger()->warning("A customer’s message waits for the desk: status $status, try $tries.", $log);
        KeptStatements::note((string) $id, ['tries' => $tries]);
        self::schedule((string) $id, $tries);
    }

    /**
     * The messages that wait, without a word of their customers.
     *
     * @return array<int, array{key: string, kind: string, since: int, tries: int, next: int, given_up: bool}>
     */
    public static function kept(): array
    {
        $kept = [];
        foreach (KeptStatements::all() as $id => $row) {
            $kept[] = [
                'key' => (string) $id,
                'kind' => (string) $row['message']['form'],
                'since' => (int) $row['since'],
                'tries' => (int) $row['tries'],
                'next' => (int) $row['next'],
                'given_up' => (bool) $row['given_up'],
            ];
        }
        return $kept;
    }

    /** What the customer wrote, as plain text for the owner; '' where nothing is kept under this key. */
    public static function words(string $key): string
    {
        $row = KeptStatements::get($key);
        return $row === null ? '' : (string) $row['words'];
    }

    /** Try a message at once, and for 14 days from now. */
    public static function again(string $key): void
    {
        if (KeptStatements::get($key) !== null) {
            KeptStatements::note($key, ['since' => time(), 'tries' => 0, 'next' => 0, 'given_up' => false]);
            self::queue($key);
        }
    }

    /** Switched on or connected again: all that is kept and not given up goes on its way. */
    public static function resume(): void
    {
        foreach (KeptStatements::all() as $id => $row) {
            if (!$row['given_up']) {
                self::queue((string) $id);
            }
        }
    }

    /**
     * @param array<string, mixed> $message
     * @return array{0: string, 1: array<string, mixed>, 2: int} what came of it, what was told, and the status
     */
    private static function ask(string $id, array $message): array
    {
        $connection = Connection::current();
        [$status, $told] = $connection === null ? [0, []] : DeskClient::call($connection, self::PATH, $message, $id);
        $receipt = $status === 200 ? Receipt::of($told) : null;
        if ($receipt !== null) {
            set_transient(self::RECEIPT . $id, $receipt, self::RECEIPT_S);
            return ['taken', $receipt, $status];
        }
        if ($status === 409 && ($told['error'] ?? '') === 'replayed') {
            return ['before', [], $status];
        }
        // Any other page that calls itself 422 is no answer of a desk.
        return [$status === 422 && ($told['error'] ?? '') === 'unfit' ? 'unfit' : 'kept', $told, $status];
    }

    private static function queue(string $id): void
    {
        as_unschedule_all_actions(self::HOOK, [$id], OrderRelay::GROUP);
        as_enqueue_async_action(self::HOOK, [$id], OrderRelay::GROUP);
    }

    private static function schedule(string $id, int $tries): void
    {
        $next = time() + OrderRelay::wait($tries);
        KeptStatements::note($id, ['next' => $next]);
        as_schedule_single_action($next, self::HOOK, [$id], OrderRelay::GROUP);
    }

    /**

     *
     * The filter is for shops behind a proxy, where the address of the request is the proxy’s.
     */
    private static function visitor(): string
    {
        $connection = Connection::current();
        $address = $_SERVER['REMOTE_ADDR'] ?? '';
        $address = (string) apply_filters('amends_desk_visitor_address', is_string($address) ? $address : '');
        $bytes = filter_var($address, FILTER_VALIDATE_IP) === false ? false : inet_pton($address);
        $key = $connection === null ? null : Signature::key($connection->secret);
        if ($bytes === false || $key === null) {
            return '';
        }
        if (strlen($bytes) === 16 && strncmp($bytes, str_repeat("\0", 10) . "\xff\xff", 12) === 0) {
            $bytes = substr($bytes, 12);
        }
        // /24 and /64: what one household or one small company has.
        $network = substr($bytes, 0, strlen($bytes) === 4 ? 3 : 8);
        return substr(hash_hmac('sha256', 'visitor ' . $network, $key), 0, 32);
    }
}
