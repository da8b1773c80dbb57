<?php

namespace AmendsDesk\Reading;

use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Stmt;

require_once __DIR__ . '/Program.php';
require_once __DIR__ . '/Values.php';

/**
 * Finds names that all plugins of a site share and that do not begin as ours do.
 */
final class Names
{
    private const UNDER = ['amends_desk_', '_amends_desk_'];
    private const HYPHEN = ['amends-desk'];

    /** Function or method: which argument is a name, and how it may begin. Reading what is WordPress' own is free. */
    private const TAKERS = [
        'add_option' => [0, self::UNDER], 'update_option' => [0, self::UNDER], 'delete_option' => [0, self::UNDER],
        'register_setting' => [1, self::UNDER], 'add_site_option' => [0, self::UNDER],
        'update_site_option' => [0, self::UNDER],
        'set_transient' => [0, self::UNDER], 'get_transient' => [0, self::UNDER],
        'delete_transient' => [0, self::UNDER], 'set_site_transient' => [0, self::UNDER],
        'wp_cache_set' => [0, self::UNDER], 'wp_cache_add' => [0, self::UNDER],
        'add_post_meta' => [1, self::UNDER], 'update_post_meta' => [1, self::UNDER],
        'add_user_meta' => [1, self::UNDER], 'update_user_meta' => [1, self::UNDER],
        'update_meta_data' => [0, self::UNDER], 'add_meta_data' => [0, self::UNDER],
        'delete_meta_data' => [0, self::UNDER],
        'do_action' => [0, self::UNDER], 'apply_filters' => [0, self::UNDER],
        'do_action_ref_array' => [0, self::UNDER], 'apply_filters_ref_array' => [0, self::UNDER],
        'as_enqueue_async_action' => [0, self::UNDER], 'as_schedule_single_action' => [1, self::UNDER],
        'as_schedule_recurring_action' => [2, self::UNDER], 'as_unschedule_all_actions' => [0, self::UNDER],
        'as_unschedule_action' => [0, self::UNDER],
        'wp_schedule_event' => [2, self::UNDER], 'wp_schedule_single_event' => [1, self::UNDER],
        'wp_clear_scheduled_hook' => [0, self::UNDER],
        'add_shortcode' => [0, ['amends_']], 'register_rest_route' => [0, ['amends/v']],
        'wp_register_script' => [0, self::HYPHEN], 'wp_enqueue_script' => [0, self::HYPHEN],
        'wp_register_style' => [0, self::HYPHEN], 'wp_enqueue_style' => [0, self::HYPHEN],
        'wp_add_inline_style' => [0, self::HYPHEN], 'wp_add_inline_script' => [0, self::HYPHEN],
        'wp_localize_script' => [0, self::HYPHEN],
        'add_meta_box' => [0, self::HYPHEN], 'add_image_size' => [0, self::HYPHEN],
        'register_post_type' => [0, ['amends_desk']], 'register_taxonomy' => [0, ['amends_desk']],
        'add_submenu_page' => [4, self::HYPHEN], 'add_menu_page' => [3, self::HYPHEN],
        'add_rewrite_endpoint' => [0, self::HYPHEN],
        'wp_create_nonce' => [0, self::UNDER], 'wp_nonce_field' => [0, self::UNDER],
        'wp_nonce_url' => [1, self::UNDER], 'check_admin_referer' => [0, self::UNDER],
        'wp_verify_nonce' => [1, self::UNDER], 'setcookie' => [0, self::UNDER],
        'define' => [0, ['AMENDS_DESK_']],
    ];

    /** In these hooks the end of the name is ours to choose. */
    private const OPEN_HOOKS = '/\A(admin_post_(?:nopriv_)?|wp_ajax_(?:nopriv_)?|woocommerce_api_)(.*)\z/s';

    /** What WordPress hands to the file of a block. */
    private const HANDED = ['attributes', 'content', 'block', 'this', 'wpdb'];

    /** @var array<array{0: string, 1: int, 2: string}> */
    private $faults = [];

    /** @return array<array{0: string, 1: int, 2: string}> file, line and what is wrong */
    public static function faults(Program $program): array
    {
        $self = new self();
        $values = new Values($program);
        foreach ($program->scopes as $scope) {
            foreach ($scope->nodes as $node) {
                if ($node instanceof Expr\FuncCall || $node instanceof Expr\MethodCall) {
                    $self->lookAtCall($node, $scope, $values);
                } elseif ($node instanceof Stmt\Function_ || $node instanceof Stmt\ClassLike) {
                    $self->lookAtDeclared($node, $scope);
                } elseif ($node instanceof Stmt\Const_) {
                    foreach ($node->consts as $one) {
                        $name = $one->namespacedName->toString();
                        $self->need($name, ['AMENDS_DESK_', 'AmendsDesk\\'], $node, $scope);
                    }
                }
            }
            if ($scope->node === null) {
                $self->lookAtGlobals($scope);
            }
        }
        return $self->faults;
    }

    private function lookAtCall(Expr $call, Scope $scope, Values $values): void
    {
        $name = $call instanceof Expr\FuncCall ? Program::nameOf($call)
            : ($call->name instanceof Node\Identifier ? $call->name->toString() : '');
        if (isset(self::TAKERS[$name])) {
            [$number, $starts] = self::TAKERS[$name];
            // Without a hook's name it is all of a group; then the group is the name.
            $is_group = $name === 'as_unschedule_all_actions'
                && $values->of(Program::argument($call, $number), $scope) === [''];
            [$number, $starts] = $is_group ? [2, self::HYPHEN] : [$number, $starts];
            if ($is_group || Program::argument($call, $number) !== null) {
                foreach ($values->of(Program::argument($call, $number), $scope) as $value) {
                    $this->need($value, $starts, $call, $scope);
                }
            }
        } elseif ($name === 'add_action') {
            foreach ($values->of(Program::argument($call, 0), $scope) as $hook) {
                if (preg_match(self::OPEN_HOOKS, (string) $hook, $found) === 1) {
                    $this->need($found[2], self::UNDER, $call, $scope);
                }
            }
        }
    }

    /** @param mixed $value */
    private function need($value, array $starts, Node $node, Scope $scope): void
    {
        $text = is_string($value) ? $value : '';
        foreach ($starts as $start) {
            if (strncmp($text, $start, strlen($start)) === 0) {
                return;
            }
        }
        $shown = strtok($text, Values::UNKNOWN);
        $words = $shown === false ? 'A name whose beginning cannot be seen.' : "The name “{$shown}” is not ours.";
        $fault = [$scope->file, $node->getStartLine(), "$words It begins with " . implode(' or ', $starts) . '.'];
        if (!in_array($fault, $this->faults, true)) {
            $this->faults[] = $fault;
        }
    }

    private function lookAtDeclared(Node $node, Scope $scope): void
    {
        if (isset($node->namespacedName)) {
            $this->need(
                $node->namespacedName->toString(),
                ['AmendsDesk\\', $node instanceof Stmt\Function_ ? 'amends_desk_' : 'Amends_Desk_'],
                $node,
                $scope
            );
        }
    }

    /** Variables of a file that is in no function are everybody's. */
    private function lookAtGlobals(Scope $scope): void
    {
        foreach ($scope->nodes as $node) {
            $set = [];
            if ($node instanceof Expr\Assign || $node instanceof Expr\AssignRef) {
                $set[] = Scope::root($node->var);
            } elseif ($node instanceof Stmt\Foreach_) {
                $set[] = Scope::root($node->valueVar);
                $set[] = $node->keyVar === null ? '' : Scope::root($node->keyVar);
            }
            foreach (array_diff(array_filter($set), self::HANDED) as $name) {
                $this->need($name, ['amends_desk_'], $node, $scope);
            }
        }
    }
}
