<?php

namespace AmendsDesk\Reading;

use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Scalar;
use PhpParser\Node\Stmt;

/**
 * Whether markup can come out of an expression that nobody meant as markup.
 *
 * No list says which of our functions give back escaped markup: it is read off what they return. All are taken to be
 * safe at first; whoever returns something unsafe falls, and then whoever leaned on it, until nothing falls any more.
 */
final class Safety
{
    private const ESCAPERS = [
        'esc_html', 'esc_attr', 'esc_url', 'esc_textarea', 'esc_js', 'esc_xml', 'esc_html__', 'esc_html_x',
        'esc_attr__', 'esc_attr_x', 'wp_kses', 'wp_kses_post', 'wp_kses_data', 'tag_escape', 'sanitize_html_class',
        'sanitize_key', 'htmlspecialchars',
    ];

    /** Numbers, digits of hashes, and what WordPress escapes itself. */
    private const HARMLESS = [
        'absint', 'intval', 'floatval', 'count', 'strlen', 'time', 'bin2hex', 'md5', 'rawurlencode', 'urlencode',
        'http_build_query', 'get_block_wrapper_attributes', 'checked', 'selected', 'disabled', 'wp_nonce_field',
        'ob_get_clean', 'number_format', 'wp_unique_id', 'get_current_user_id',
    ];

    /** As safe as what they get. */
    private const PASSING = [
        'implode', 'join', 'sprintf', 'vsprintf', 'trim', 'ltrim', 'rtrim', 'str_repeat', 'wpautop', 'nl2br',
        'array_filter', 'array_values', 'array_merge', 'array_reverse', 'array_unique', 'array_slice', 'str_replace',
    ];

    /** @var Program */
    private $program;

    /** @var Values */
    private $values;

    /** @var array<int, bool> functions that give back something unsafe, by the scope's own number */
    private $fallen = [];

    /** @var array<string, bool> variables that are being looked at */
    private $busy = [];

    public function __construct(Program $program, Values $values)
    {
        $this->program = $program;
        $this->values = $values;
        do {
            $before = count($this->fallen);
            foreach ($program->scopes as $scope) {
                foreach (isset($this->fallen[spl_object_id($scope)]) ? [] : $scope->returned() as $returned) {
                    if (!$this->isSafe($returned, $scope)) {
                        $this->fallen[spl_object_id($scope)] = true;
                        break;
                    }
                }
            }
        } while (count($this->fallen) > $before);
    }

    /** `$but` names a variable that somebody else has escaped. */
    public function isSafe(?Node $node, Scope $scope, string $but = ''): bool
    {
        $inner = $this->innerOf($node);
        if ($inner !== null) {
            foreach ($inner as $one) {
                if (!$this->isSafe($one, $scope, $but)) {
                    return false;
                }
            }
            return true;
        }
        if ($node instanceof Expr\Variable && is_string($node->name)) {
            return $node->name === $but || $this->isSafeVariable($node->name, $scope, $but);
        }
        if ($node instanceof Expr\ClassConstFetch && $node->name instanceof Node\Identifier) {
            $name = Program::classNamed($node->class, $scope) . '::' . $node->name->toString();
            $constant = $this->program->constants[$name] ?? null;
            return $node->name->toString() === 'class' || ($constant !== null && $this->isSafe($constant, $scope));
        }
        if ($node instanceof Expr\FuncCall || $node instanceof Expr\StaticCall || $node instanceof Expr\MethodCall) {
            return $this->isSafeCall($node, $scope, $but);
        }
        return false;
    }

    /**
     * The expressions that an expression is as safe as; none of them means safe, null that this is not enough to know.
     *
     * @return Node[]|null
     */
    private function innerOf(?Node $node): ?array
    {
        if ($node instanceof Scalar\Encapsed) {
            return $node->parts;
        }
        $plain = [
            Node\Scalar::class, Scalar\EncapsedStringPart::class, Expr\ConstFetch::class, Expr\Cast\Int_::class,
            Expr\Cast\Double::class, Expr\Cast\Bool_::class, Expr\BooleanNot::class, Expr\Isset_::class,
            Expr\Empty_::class, Expr\Instanceof_::class, Expr\UnaryMinus::class, Expr\Closure::class,
        ];
        foreach ($plain as $kind) {
            if ($node instanceof $kind) {
                return [];
            }
        }
        if ($node instanceof Expr\BinaryOp\Concat || $node instanceof Expr\BinaryOp\Coalesce) {
            return [$node->left, $node->right];
        }
        if ($node instanceof Expr\BinaryOp) {
            return [];
        }
        if ($node instanceof Expr\Ternary) {
            return [$node->if ?? $node->cond, $node->else];
        }
        if ($node instanceof Expr\Cast || $node instanceof Expr\Assign) {
            return [$node->expr];
        }
        if ($node instanceof Expr\ArrayDimFetch) {
            return [$node->var];
        }
        if ($node instanceof Expr\Array_) {
            return array_map(static function ($item) {
                return $item->value;
            }, array_filter($node->items));
        }
        return null;
    }

    private function isSafeVariable(string $name, Scope $scope, string $but): bool
    {
        $parameter = $scope->parameter($name);
        if ($parameter !== null && !$this->isNumber($parameter->type)) {
            return false;
        }
        $given = $scope->given($name);
        if ($given === [] && $parameter === null) {
            return $scope->outer !== null && $scope->outer->node !== null
                && $this->isSafeVariable($name, $scope->outer, $but);
        }
        $mark = spl_object_id($scope) . $name;
        if (isset($this->busy[$mark])) {
            return true;
        }
        $this->busy[$mark] = true;
        $safe = true;
        foreach ($given as $expression) {
            $safe = $safe && $expression !== null && $this->isSafe($expression, $scope, $but);
        }
        unset($this->busy[$mark]);
        return $safe;
    }

    private function isNumber(?Node $type): bool
    {
        $type = $type instanceof Node\NullableType ? $type->type : $type;
        return $type instanceof Node\Identifier && in_array($type->toString(), ['int', 'float', 'bool'], true);
    }

    private function isSafeCall(Expr $call, Scope $scope, string $but): bool
    {
        $name = Program::nameOf($call);
        $ours = $this->program->called($call, $scope);
        if ($ours !== []) {
            foreach ($ours as $function) {
                if (isset($this->fallen[spl_object_id($function)]) || $function->returned() === []) {
                    return false;
                }
            }
            return true;
        }
        if (in_array($name, self::ESCAPERS, true) || in_array($name, self::HARMLESS, true)) {
            return true;
        }
        if ($name === 'array_map') {
            return $this->isSafeMap(Program::argument($call, 0), $scope);
        }
        if (!in_array($name, self::PASSING, true)) {
            return false;
        }
        foreach ($call->args as $argument) {
            if (!$this->isSafe($argument->value, $scope, $but)) {
                return false;
            }
        }
        return true;
    }

    private function isSafeMap(?Expr $callback, Scope $scope): bool
    {
        if ($callback instanceof Scalar\String_ && in_array($callback->value, self::ESCAPERS, true)) {
            return true;
        }
        foreach ($this->values->handed($callback, $scope) as $function) {
            if ($function === null || isset($this->fallen[spl_object_id($function)])) {
                return false;
            }
        }
        return true;
    }

    /** Whether all that it can be has gone through esc_url. */
    public function isAddress(Node $node, Scope $scope): bool
    {
        if ($node instanceof Expr\Variable && is_string($node->name)) {
            $given = $scope->given($node->name);
            foreach ($given as $expression) {
                if ($expression === null || !$this->isAddress($expression, $scope)) {
                    return false;
                }
            }
            return $given !== [];
        }
        if ($node instanceof Expr\Ternary) {
            return $this->isAddress($node->if ?? $node->cond, $scope) && $this->isAddress($node->else, $scope);
        }
        return $node instanceof Scalar\String_ || Program::nameOf($node) === 'esc_url';
    }
}
