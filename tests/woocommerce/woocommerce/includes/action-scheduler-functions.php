<?php

/**
 * WooCommerce's queue, with the signatures of Action Scheduler.
 */

use Standin\Queue;

function as_enqueue_async_action($hook, $args = [], $group = '', $unique = false, $priority = 10)
{
    return Queue::add(__FUNCTION__, 0, $hook, $args, $group, $unique);
}

function as_schedule_single_action($timestamp, $hook, $args = [], $group = '', $unique = false, $priority = 10)
{
    return Queue::add(__FUNCTION__, (int) $timestamp, $hook, $args, $group, $unique);
}

function as_schedule_recurring_action(
    $timestamp,
    $interval_in_seconds,
    $hook,
    $args = [],
    $group = '',
    $unique = false,
    $priority = 10
) {
    return Queue::add(__FUNCTION__, (int) $timestamp, $hook, $args, $group, $unique, (int) $interval_in_seconds);
}

function as_has_scheduled_action($hook, $args = null, $group = '')
{
    return Queue::find(__FUNCTION__, $hook, $args, $group) !== [];
}

function as_next_scheduled_action($hook, $args = null, $group = '')
{
    $found = Queue::find(__FUNCTION__, $hook, $args, $group);
    // True, and no moment, for what runs as soon as it can.
    return $found === [] ? false : ((int) $found[0]['due'] ?: true);
}

function as_unschedule_action($hook, $args = [], $group = '')
{
    $found = Queue::find(__FUNCTION__, $hook, $args, $group);
    if ($found === []) {
        return null;
    }
    Queue::cancel((int) $found[0]['action_id']);
    return (int) $found[0]['action_id'];
}

function as_unschedule_all_actions($hook, $args = [], $group = '')
{
    if (empty($args) && (($hook === '') !== ($group === ''))) {
        // A hook or a group alone stands for all of it.
        $args = null;
    }
    foreach (Queue::find(__FUNCTION__, $hook, $args, $group) as $action) {
        Queue::cancel((int) $action['action_id']);
    }
}

function as_get_scheduled_actions($args = [], $return_format = 'OBJECT')
{
    $args += ['hook' => '', 'args' => null, 'group' => '', 'status' => ''];
    $found = Queue::find(__FUNCTION__, $args['hook'], $args['args'], $args['group'], (array) $args['status']);
    $found = array_slice($found, 0, (int) ($args['per_page'] ?? 5));
    $ids = array_map('intval', array_column($found, 'action_id'));
    $objects = array_map(static fn($row) => new Standin\Action($row), $found);
    return $return_format === 'ids' ? $ids : array_combine($ids, $objects);
}
