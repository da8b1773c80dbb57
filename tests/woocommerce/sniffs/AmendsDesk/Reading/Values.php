<?php

namespace AmendsDesk\Reading;

use PhpParser\ConstExprEvaluationException;
use PhpParser\ConstExprEvaluator;
use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Scalar;
use PhpParser\Node\Stmt;

/**
 * What an expression is, as far as the text tells: the plugin's own constants, and loops over lists of literals.
 */
final class Values
{
    /** Stands for what is not known, in the middle or at the end of a text. */
    public const UNKNOWN = "\0";

    /** @var Program */
    private $program;

    public function __construct(Program $program)
    {
        $this->program = $program;
    }

    /**
     * Every value that it can have; null among them for one that cannot be seen at all.
     *
     * @return array<mixed>
     */
    public function of(?Expr $expression, Scope $scope): array
    {
        if ($expression === null) {
            return [null];
        }
        $values = [];
        foreach ($this->worlds($expression, $scope) as $world) {
            $values[] = $this->evaluate($expression, $scope, $world);
        }
        return $values;
    }

    /**
     * The values of the variables in it, once for each round of the loops that they come from.
     *
     * @return array<array<string, mixed>>
     */
    private function worlds(Expr $expression, Scope $scope): array
    {
        $worlds = [[]];
        foreach ($this->variables($expression) as $name) {
            $values = $this->given($name, $scope, $expression);
            $next = [];
            foreach ($worlds as $world) {
                foreach ($values as $value) {
                    $next[] = $world + [$name => $value];
                }
            }
            $worlds = $next;
        }
        return $worlds;
    }

    /** @return string[] */
    private function variables(Node $node): array
    {
        $found = $node instanceof Expr\Variable && is_string($node->name) ? [$node->name] : [];
        foreach ($node->getSubNodeNames() as $name) {
            foreach (is_array($node->$name) ? $node->$name : [$node->$name] as $inner) {
                if ($inner instanceof Node && !$inner instanceof Node\FunctionLike) {
                    $found = array_merge($found, $this->variables($inner));
                }
            }
        }
        return array_values(array_unique($found));
    }

    /** @return array<mixed> */
    private function given(string $name, Scope $scope, ?Expr $at = null): array
    {
        $values = [];
        foreach ($scope->given($name, $at) as $expression) {
            if ($expression instanceof Expr\ArrayDimFetch && $expression->dim === null) {
                $list = $this->evaluate($expression->var, $scope, []);
                $values = array_merge($values, is_array($list) ? array_values($list) : [null]);
            } else {
                $inner = $expression === null || in_array($name, $this->variables($expression), true);
                $values = array_merge($values, $inner ? [null] : $this->of($expression, $scope));
            }
        }
        if ($values === [] && $scope->outer !== null && $scope->parameter($name) === null) {
            return $this->given($name, $scope->outer);
        }
        return $values === [] ? [null] : $values;
    }

    /**
     * @param array<string, mixed> $world
     * @return mixed null for what cannot be seen
     */
    private function evaluate(Expr $expression, Scope $scope, array $world)
    {
        $evaluator = new ConstExprEvaluator(function (Expr $node) use ($scope, $world) {
            return $this->other($node, $scope, $world);
        });
        try {
            return $evaluator->evaluateDirectly($expression);
        } catch (ConstExprEvaluationException | \TypeError $unseen) {
            return null;
        }
    }

    /**
     * @param array<string, mixed> $world
     * @return mixed
     */
    private function other(Expr $node, Scope $scope, array $world)
    {
        if ($node instanceof Expr\Variable && is_string($node->name)) {
            return $world[$node->name] ?? self::UNKNOWN;
        }
        if ($node instanceof Expr\ClassConstFetch && $node->name instanceof Node\Identifier) {
            $class = Program::classNamed($node->class, $scope);
            if ($node->name->toString() === 'class') {
                return $class;
            }
            $value = $this->program->constants[$class . '::' . $node->name->toString()] ?? null;
            return $value === null ? self::UNKNOWN : $this->evaluate($value, $scope, []);
        }
        if ($node instanceof Scalar\Encapsed) {
            $text = '';
            foreach ($node->parts as $part) {
                $text .= $part instanceof Scalar\EncapsedStringPart ? $part->value
                    : (string) $this->evaluate($part, $scope, $world);
            }
            return $text;
        }
        if ($node instanceof Expr\Closure || $node instanceof Expr\ArrowFunction) {
            return $node;
        }
        return self::UNKNOWN;
    }

    /** The function of ours that is handed over to be called, where it can be seen. */
    public function handed(?Expr $expression, Scope $scope): array
    {
        $found = [];
        foreach ($this->of($expression, $scope) as $value) {
            if ($value instanceof Node\FunctionLike) {
                foreach ($this->program->scopes as $one) {
                    if ($one->node === $value) {
                        $found[] = $one;
                    }
                }
                continue;
            }
            $name = is_array($value) && count($value) === 2 ? implode('::', array_map('strval', $value)) : $value;
            $found[] = is_string($name) ? $this->program->functions[ltrim($name, '\\')] ?? null : null;
        }
        return $found;
    }
}
