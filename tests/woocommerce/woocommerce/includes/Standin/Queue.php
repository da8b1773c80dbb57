<?php

namespace Standin;

/**
 * The actions that wait: in a table, run by the tests at a moment that they choose.
 */
final class Queue
{
    /** @var bool */
    private static $ready = false;

    public static function listen(): void
    {
        add_action(
            'init',
            static function () {
                self::$ready = true;
                do_action('action_scheduler_init');
            },
            1
        );
    }

    /** @param mixed[] $args */
    public static function add(string $by, int $due, $hook, $args, $group, $unique, int $every = 0): int
    {
        global $wpdb;
        if (!self::ready($by) || ($unique && self::find($by, $hook, null, $group) !== [])) {
            return 0;
        }
        $text = (string) wp_json_encode(array_values($args));
        if (strlen($text) > 191) {
            throw new \RuntimeException('ActionScheduler_Action::$args too long.');
        }
        $action = ['hook' => $hook, 'status' => 'pending', 'due' => $due, 'args' => $text];
        $wpdb->insert(self::table(), $action + ['grouped' => $group, 'every' => $every]);
        return (int) $wpdb->insert_id;
    }

    /**
     * Those that fit, soonest first.
     *
     * @param mixed[]|null $args null fits all
     * @param string[] $statuses '' stands for any
     * @return array<int, array<string, string>>
     */
    public static function find(string $by, $hook, $args, $group, array $statuses = ['pending']): array
    {
        global $wpdb;
        if (!self::ready($by)) {
            return [];
        }
        $found = [];
        foreach ($wpdb->get_results('SELECT * FROM ' . self::table() . ' ORDER BY due, action_id', ARRAY_A) as $one) {
            $fits = ($hook === '' || $one['hook'] === $hook) && ($group === '' || $one['grouped'] === $group)
                && ($args === null || $one['args'] === wp_json_encode(array_values($args)))
                && ($statuses === [''] || in_array($one['status'], $statuses, true));
            if ($fits) {
                $found[] = $one;
            }
        }
        return $found;
    }

    public static function cancel(int $id): void
    {
        self::mark($id, 'canceled');
    }

    /** Run all that is due at a moment, in Unix seconds; how many there were. One that throws has failed for good. */
    public static function run(int $now): int
    {
        $ran = 0;
        foreach (self::find(__METHOD__, '', null, '') as $action) {
            if ((int) $action['due'] > $now) {
                continue;
            }
            $ran++;
            $id = (int) $action['action_id'];
            self::mark($id, 'in-progress');
            try {
                do_action_ref_array($action['hook'], (array) json_decode($action['args'], true));
                self::mark($id, 'complete');
            } catch (\Exception $fault) {
                error_log('An action failed: ' . $action['hook'] . ': ' . $fault->getMessage());
                self::mark($id, 'failed');
            }
            if ((int) $action['every'] > 0) {
                $args = (array) json_decode($action['args'], true);
                $due = $now + (int) $action['every'];
                self::add(__METHOD__, $due, $action['hook'], $args, $action['grouped'], false, (int) $action['every']);
            }
        }
        return $ran;
    }

    private static function mark(int $id, string $status): void
    {
        global $wpdb;
        $wpdb->update(self::table(), ['status' => $status], ['action_id' => $id]);
    }

    private static function table(): string
    {
        global $wpdb;
        return $wpdb->prefix . 'actionscheduler_actions';
    }

    private static function ready(string $by): bool
    {
        if (!self::$ready) {
            // There too a call before init does nothing and says so.
            $words = 'was called before the Action Scheduler data store was initialized';
            _doing_it_wrong(esc_html($by), $words, '3.1.6');
        }
        return self::$ready;
    }
}
