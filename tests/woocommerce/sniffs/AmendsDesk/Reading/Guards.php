<?php

namespace AmendsDesk\Reading;

use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Scalar;
use PhpParser\Node\Stmt;

require_once __DIR__ . '/Program.php';
require_once __DIR__ . '/Values.php';

/**
 * Finds what a foreign page could have somebody's browser do: a handler, or a look at what was sent, before the nonce.
 */
final class Guards
{
    private const CHECKS = ['check_admin_referer', 'check_ajax_referer', 'wp_verify_nonce'];
    private const INPUT = ['_GET', '_POST', '_REQUEST', '_COOKIE', '_FILES'];

    /** @var Program */
    private $program;

    /** @var Values */
    private $values;

    /** @var array<string, bool> functions of ours after which the nonce has been checked */
    private $guarding = [];

    /** @var array<string, array{0: string, 1: int, 2: string}> */
    private $faults = [];

    private function __construct(Program $program)
    {
        $this->program = $program;
        $this->values = new Values($program);
        do {
            $before = count($this->guarding);
            foreach ($program->functions as $key => $scope) {
                if ($this->guardAt($scope) !== null) {
                    $this->guarding[$key] = true;
                }
            }
        } while (count($this->guarding) > $before);
    }

    /** @return array<array{0: string, 1: int, 2: string}> file, line and what is wrong */
    public static function faults(Program $program): array
    {
        $self = new self($program);
        foreach ($program->scopes as $scope) {
            $self->lookAtReads($scope);
            foreach ($scope->all(Expr\FuncCall::class) as $call) {
                $self->lookAtHandlers($call, $scope);
                $self->lookAtRoutes($call, $scope);
            }
        }
        return array_values($self->faults);
    }

    /** The number of the statement from whose end on the nonce has been checked; null for never. */
    private function guardAt(Scope $scope): ?int
    {
        foreach ($scope->statements as $number => $statement) {
            $always = $statement instanceof Stmt\Expression && $this->checks($statement->expr, $scope, false);
            $else_leaves = $statement instanceof Stmt\If_ && $this->checks($statement->cond, $scope, true)
                && $this->leaves($statement->stmts);
            if ($always || $else_leaves) {
                return $number;
            }
        }
        return null;
    }

    private function checks(Expr $expression, Scope $scope, bool $as_condition): bool
    {
        if ($as_condition) {
            // `!wp_verify_nonce(…)`, alone or as one of several reasons to leave.
            if ($expression instanceof Expr\BinaryOp\BooleanOr) {
                return $this->checks($expression->left, $scope, true)
                    || $this->checks($expression->right, $scope, true);
            }
            return $expression instanceof Expr\BooleanNot && Program::nameOf($expression->expr) === 'wp_verify_nonce';
        }
        // wp_verify_nonce only tells; the other two end the request.
        if (in_array(Program::nameOf($expression), ['check_admin_referer', 'check_ajax_referer'], true)) {
            return true;
        }
        foreach ($this->program->called($expression, $scope) as $function) {
            if (isset($this->guarding[$function->key]) && !$this->saysOnly($function)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a function gives an answer instead of ending the request. */
    private function saysOnly(Scope $function): bool
    {
        foreach ($function->statements as $statement) {
            if ($statement instanceof Stmt\If_ && $this->checks($statement->cond, $function, true)) {
                return end($statement->stmts) instanceof Stmt\Return_;
            }
        }
        return false;
    }

    /** @param Stmt[] $statements */
    private function leaves(array $statements): bool
    {
        $last = end($statements);
        if ($last instanceof Stmt\Return_ || $last instanceof Stmt\Throw_) {
            return true;
        }
        $expression = $last instanceof Stmt\Expression ? $last->expr : null;
        return $expression instanceof Expr\Exit_ || $expression instanceof Expr\Throw_
            || ($expression !== null && Program::nameOf($expression) === 'wp_die');
    }

    private function lookAtReads(Scope $scope): void
    {
        $reads = $this->reads($scope);
        if ($reads === [] || $this->isCalledBehindGuards($scope)) {
            return;
        }
        $guard = $this->guardAt($scope);
        $checked = $guard === null ? PHP_INT_MAX : $scope->statements[$guard]->getStartFilePos();
        foreach ($reads as $read) {
            // The statement that checks the nonce reads it: `wp_verify_nonce($_POST['_wpnonce'], …)`.
            if ($read->getStartFilePos() < $checked) {
                $what = $read instanceof Expr\Variable ? "\${$read->name}" : 'What was sent';
                $this->say($scope, "$what is read before the nonce was checked.");
            }
        }
    }

    /** @return Expr[] where a scope reads what was sent */
    private function reads(Scope $scope): array
    {
        return array_values(array_filter($scope->nodes, static function ($node) {
            return $node instanceof Expr\Variable ? in_array($node->name, self::INPUT, true)
                : in_array(Program::nameOf($node), ['filter_input', 'filter_input_array'], true);
        }));
    }

    private function lookAtHandlers(Expr $call, Scope $scope): void
    {
        if (Program::nameOf($call) !== 'add_action') {
            return;
        }
        $hooks = $this->values->of(Program::argument($call, 0), $scope);
        $handlers = $this->values->handed(Program::argument($call, 1), $scope);
        foreach ($handlers as $number => $handler) {
            $hook = str_replace(Values::UNKNOWN, '…', (string) ($hooks[$number] ?? $hooks[0]));
            if (preg_match('/\A(admin_post_|wp_ajax_|load-|woocommerce_api_)/', $hook) !== 1) {
                continue;
            }
            if ($handler === null) {
                $this->say($scope, "What answers $hook cannot be seen: name its function plainly.", $call);
            } elseif ($this->guardAt($handler) === null) {
                $this->say($handler, "Answers $hook and checks no nonce.");
            }
        }
    }

    private function lookAtRoutes(Expr $call, Scope $scope): void
    {
        if (Program::nameOf($call) !== 'register_rest_route') {
            return;
        }
        $routes = $this->lists(Program::argument($call, 2), $scope);
        foreach ($routes as $list) {
            foreach ($list->items as $item) {
                $inner = $item->key === null ? $this->lists($item->value, $scope) : [];
                $routes = array_merge(array_udiff($routes, $inner === [] ? [] : [$list], static function ($one, $two) {
                    return spl_object_id($one) <=> spl_object_id($two);
                }), $inner);
            }
        }
        if ($routes === []) {
            $this->say($scope, 'Who may use this route cannot be seen: write its list here.', $call);
        }
        foreach ($routes as $route) {
            $may = null;
            foreach ($route->items as $item) {
                if ($item->key instanceof Scalar\String_ && $item->key->value === 'permission_callback') {
                    $may = $item->value;
                }
            }
            if ($may === null || ($may instanceof Scalar\String_ && $may->value === '__return_true')) {
                $this->say($scope, 'This route asks nobody who they are.', $route);
            }
        }
    }

    /** @return Expr\Array_[] the lists that an expression can be */
    private function lists(?Expr $expression, Scope $scope): array
    {
        if ($expression instanceof Expr\Array_) {
            return [$expression];
        }
        $found = [];
        $name = $expression === null ? '' : Scope::root($expression);
        foreach ($name === '' ? [] : $scope->given($name) as $given) {
            if ($given instanceof Expr\Array_) {
                $found[] = $given;
            }
        }
        return $found;
    }

    /** Whether everybody who calls a function has checked the nonce before. */
    private function isCalledBehindGuards(Scope $function): bool
    {
        $calls = 0;
        foreach ($function->key === '' ? [] : $this->program->scopes as $scope) {
            $guard = $this->guardAt($scope);
            foreach ($scope->all(Expr::class) as $call) {
                if (in_array($function, $this->program->called($call, $scope), true)) {
                    $calls++;
                    if ($guard === null || $call->getStartFilePos() < $scope->statements[$guard]->getEndFilePos()) {
                        return false;
                    }
                }
            }
        }
        return $calls > 0;
    }

    /** Once for a scope, where it begins, so that one comment can say why it is right there. */
    private function say(Scope $scope, string $words, ?Node $node = null): void
    {
        $line = $node === null ? $scope->line() : $node->getStartLine();
        $reads = $scope->node === null && $node === null ? $this->reads($scope) : [];
        $first = $reads === [] ? $line : $reads[0]->getStartLine();
        $this->faults["$scope->file:$first"] = $this->faults["$scope->file:$first"] ?? [$scope->file, $first, $words];
    }
}
