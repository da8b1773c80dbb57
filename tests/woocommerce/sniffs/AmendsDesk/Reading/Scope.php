<?php

namespace AmendsDesk\Reading;

use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Stmt;

/**
 * A function, a method, a closure, or the code of a file that is in none: what a variable means one thing in.
 */
final class Scope
{
    /** @var string as in `AmendsDesk\Settings::show`; '' for the code of a file */
    public $key = '';

    /** @var string */
    public $file;

    /** @var string the class it stands in, '' without one */
    public $class = '';

    /** @var Node\FunctionLike|null */
    public $node;

    /** @var self|null the scope around a closure */
    public $outer;

    /** @var Stmt[] what is done, one after the other */
    public $statements = [];

    /** @var Node[] all that stands in it, in the order of the text, but for what stands in inner scopes */
    public $nodes = [];

    public function __construct(string $file)
    {
        $this->file = $file;
    }

    public function line(): int
    {
        return $this->node === null ? 1 : $this->node->getStartLine();
    }

    /** @return Node[] those of a class */
    public function all(string $kind): array
    {
        return array_values(array_filter($this->nodes, static function ($node) use ($kind) {
            return $node instanceof $kind;
        }));
    }

    /** @return Expr[] what is given back; nothing for a bare `return` */
    public function returned(): array
    {
        if ($this->node instanceof Expr\ArrowFunction) {
            return [$this->node->expr];
        }
        $given = [];
        foreach ($this->all(Stmt\Return_::class) as $return) {
            if ($return->expr !== null) {
                $given[] = $return->expr;
            }
        }
        return $given;
    }

    /** The parameter of that name, or null. */
    public function parameter(string $name): ?Node\Param
    {
        foreach ($this->node === null ? [] : $this->node->getParams() as $parameter) {
            if ($parameter->var instanceof Expr\Variable && $parameter->var->name === $name) {
                return $parameter;
            }
        }
        return null;
    }

    /**
     * All that a variable is ever given here; null in it stands for what cannot be seen.
     *
     * Inside a loop over a list it is what the list holds, whatever the same name means elsewhere.
     *
     * @return array<Expr|null>
     */
    public function given(string $name, ?Node $at = null): array
    {
        $given = [];
        foreach ($at === null ? [] : $this->all(Stmt\Foreach_::class) as $loop) {
            $inside = $loop->getStartFilePos() < $at->getStartFilePos()
                && $at->getEndFilePos() < $loop->getEndFilePos();
            if ($inside && self::root($loop->valueVar) === $name) {
                return [new Expr\ArrayDimFetch($loop->expr)];
            }
        }
        foreach ($this->nodes as $node) {
            if (
                $node instanceof Expr\Assign || $node instanceof Expr\AssignOp || $node instanceof Expr\AssignRef
            ) {
                if ($node->var instanceof Expr\List_ || $node->var instanceof Expr\Array_) {
                    foreach ($node->var->items as $item) {
                        if ($item !== null && self::root($item->value) === $name) {
                            $given[] = null;
                        }
                    }
                } elseif (self::root($node->var) === $name) {
                    $given[] = $node->expr;
                }
            } elseif ($node instanceof Stmt\Foreach_) {
                if (self::root($node->valueVar) === $name) {
                    $given[] = new Expr\ArrayDimFetch($node->expr);
                } elseif ($node->keyVar !== null && self::root($node->keyVar) === $name) {
                    $given[] = null;
                }
            }
        }
        return $given;
    }

    /** The variable that an expression stands in: `a` for `$a['b'][0]`; '' for none. */
    public static function root(Node $node): string
    {
        while ($node instanceof Expr\ArrayDimFetch) {
            $node = $node->var;
        }
        return $node instanceof Expr\Variable && is_string($node->name) ? $node->name : '';
    }
}
