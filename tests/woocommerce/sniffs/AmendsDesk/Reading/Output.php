<?php

namespace AmendsDesk\Reading;

use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Scalar;
use PhpParser\Node\Stmt;

require_once __DIR__ . '/Program.php';
require_once __DIR__ . '/Values.php';
require_once __DIR__ . '/Safety.php';

/**
 * Finds what reaches a page without being escaped: printed, or given back by what WordPress prints.
 */
final class Output
{
    /** Functions and methods that print, or have printed, an argument of theirs: name and which (null: all). */
    private const PRINTERS = [
        'printf' => null,
        'vprintf' => null,
        'wp_die' => [0, 1],
        'wp_add_privacy_policy_content' => [1],
        'add_order_note' => [0],
        'print_r' => [0],
    ];

    private const NEVER = ['_e', '_ex', 'print_r', 'var_dump', 'var_export'];

    /** WordPress prints what a filter of these gives back; what it gets was somebody else's to escape. */
    private const PRINTED_FILTERS = [
        'the_content', 'render_block', 'widget_text', 'woocommerce_get_privacy_policy_text',
        'woocommerce_get_terms_and_conditions_checkbox_text', 'woocommerce_order_button_html',
    ];

    /** @var Program */
    private $program;

    /** @var Values */
    private $values;

    /** @var Safety */
    private $safety;

    /** @var array<array{0: string, 1: int, 2: string}> */
    private $faults = [];

    private function __construct(Program $program)
    {
        $this->program = $program;
        $this->values = new Values($program);
        $this->safety = new Safety($program, $this->values);
    }

    /** @return array<array{0: string, 1: int, 2: string}> file, line and what is wrong */
    public static function faults(Program $program): array
    {
        $self = new self($program);
        foreach ($program->scopes as $scope) {
            foreach ($scope->nodes as $node) {
                $self->look($node, $scope);
            }
        }
        return $self->faults;
    }

    private function look(Node $node, Scope $scope): void
    {
        if ($node instanceof Stmt\Echo_) {
            $this->addresses($node->exprs, $scope);
            foreach ($node->exprs as $expression) {
                $this->need($expression, $scope, 'printed');
            }
        } elseif ($node instanceof Expr\Print_ || ($node instanceof Expr\Exit_ && $node->expr !== null)) {
            $this->need($node->expr, $scope, 'printed');
        } elseif ($node instanceof Expr\BinaryOp\Concat || $node instanceof Scalar\Encapsed) {
            $this->addresses([$node], $scope);
        } elseif ($node instanceof Expr\FuncCall || $node instanceof Expr\MethodCall) {
            $this->lookAtCall($node, $scope);
        }
    }

    private function lookAtCall(Expr $call, Scope $scope): void
    {
        $name = $call instanceof Expr\FuncCall ? Program::nameOf($call)
            : ($call->name instanceof Node\Identifier ? $call->name->toString() : '');
        if (in_array($name, self::NEVER, true)) {
            $this->say($call, $scope, "$name() prints without escaping.");
        } elseif (array_key_exists($name, self::PRINTERS)) {
            foreach (self::PRINTERS[$name] ?? array_keys($call->args) as $number) {
                $given = Program::argument($call, $number);
                if ($given !== null) {
                    $this->need($given, $scope, "handed to $name(), which prints it,");
                }
            }
        }
        $handed = $this->printedBy($name, $call, $scope);
        foreach ($handed === null ? [] : $this->values->handed($handed, $scope) as $callback) {
            if ($callback === null) {
                $this->say($call, $scope, 'What this prints cannot be seen: name its function plainly.');
                continue;
            }
            $filtered = $name === 'add_filter' ? (string) ($callback->node->getParams()[0]->var->name ?? '') : '';
            foreach ($callback->returned() as $returned) {
                if (!$this->safety->isSafe($returned, $callback, $filtered)) {
                    $this->say($returned, $callback, 'What is given back here is printed and is not escaped.');
                }
            }
        }
    }

    /** The callback whose answer WordPress prints, or null. */
    private function printedBy(string $name, Expr $call, Scope $scope): ?Expr
    {
        if ($name === 'add_shortcode') {
            return Program::argument($call, 1);
        }
        if ($name === 'add_filter') {
            $filters = $this->values->of(Program::argument($call, 0), $scope);
            return array_intersect($filters, self::PRINTED_FILTERS) === [] ? null : Program::argument($call, 1);
        }
        $about = strncmp($name, 'register_block_type', 19) === 0 ? Program::argument($call, 1) : null;
        foreach ($about instanceof Expr\Array_ ? $about->items : [] as $item) {
            if ($item->key instanceof Scalar\String_ && $item->key->value === 'render_callback') {
                return $item->value;
            }
        }
        return null;
    }

    private function need(Expr $expression, Scope $scope, string $how): void
    {
        foreach ($expression instanceof Expr\BinaryOp\Concat ? self::pieces([$expression]) : [$expression] as $piece) {
            if (!$this->safety->isSafe($piece, $scope)) {
                $this->say($piece, $scope, "What is $how here is not escaped.");
            }
        }
    }

    /**
     * An address in markup needs esc_url, for `javascript:` passes every other function; all need quotes.
     *
     * @param Expr[] $expressions
     */
    private function addresses(array $expressions, Scope $scope): void
    {
        $before = '';
        foreach (self::pieces($expressions) as $piece) {
            $is_text = $piece instanceof Scalar\String_ || $piece instanceof Scalar\EncapsedStringPart;
            if (!$is_text && preg_match('/\s(href|src|action|formaction|poster)\s*=\s*["\']\z/i', $before) === 1) {
                if (!$this->safety->isAddress($piece, $scope)) {
                    $this->say($piece, $scope, 'An address in markup goes through esc_url.');
                }
            } elseif (!$is_text && preg_match('/<[^>]*\s[\w-]+\s*=\s*\z/', $before) === 1) {
                $this->say($piece, $scope, 'The value of an attribute stands in quotes.');
            }
            $before = $is_text ? $piece->value : '';
        }
    }

    /**
     * @param Node[] $expressions
     * @return Node[] what stands side by side once printed
     */
    private static function pieces(array $expressions): array
    {
        $pieces = [];
        foreach ($expressions as $expression) {
            if ($expression instanceof Expr\BinaryOp\Concat) {
                $pieces = array_merge($pieces, self::pieces([$expression->left, $expression->right]));
            } elseif ($expression instanceof Scalar\Encapsed) {
                $pieces = array_merge($pieces, $expression->parts);
            } else {
                $pieces[] = $expression;
            }
        }
        return $pieces;
    }

    private function say(Node $node, Scope $scope, string $words): void
    {
        $fault = [$scope->file, $node->getStartLine(), $words];
        if (!in_array($fault, $this->faults, true)) {
            $this->faults[] = $fault;
        }
    }
}
