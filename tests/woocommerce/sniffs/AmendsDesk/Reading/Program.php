<?php

namespace AmendsDesk\Reading;

use PhpParser\Lexer\Emulative;
use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Stmt;
use PhpParser\NodeTraverser;
use PhpParser\NodeVisitor\NameResolver;
use PhpParser\NodeVisitorAbstract;
use PhpParser\Parser;
use PhpParser\ParserFactory;

require_once 'PhpParser/autoload.php';
require_once __DIR__ . '/Scope.php';

/**
 * A whole plugin, parsed: tokens of one file cannot see what a function of another one gives back.
 */
final class Program extends NodeVisitorAbstract
{
    /** @var Scope[] */
    public $scopes = [];

    /** @var array<string, Scope> */
    public $functions = [];

    /** @var array<string, Scope[]> */
    public $methods = [];

    /** @var array<string, Expr> as in `AmendsDesk\OrderRelay::HOOK` */
    public $constants = [];

    /** @var Scope[] the innermost last */
    private $open = [];

    /** @var string[] */
    private $classes = [''];

    /** @var Parser|null */
    private static $parser;

    /** @param array<string, Stmt[]> $files name and what is in it */
    public function __construct(array $files)
    {
        foreach ($files as $file => $statements) {
            $scope = new Scope($file);
            $scope->statements = array_values($statements);
            $this->open = [$this->scopes[] = $scope];
            $walk = new NodeTraverser();
            $walk->addVisitor($this);
            $walk->traverse($statements);
        }
    }

    /**
     * The same plugin with another text in one file; what stands in the others is not read again.
     *
     * @param Stmt[] $statements
     */
    public function with(string $file, array $statements): self
    {
        $new = new self([$file => $statements]);
        foreach ($this->scopes as $scope) {
            if ($scope->file !== $file) {
                $new->scopes[] = $scope;
                $new->functions += $scope->key === '' ? [] : [$scope->key => $scope];
                if ($scope->node instanceof Stmt\ClassMethod) {
                    $new->methods[$scope->node->name->toString()][] = $scope;
                }
            }
        }
        $new->constants += $this->constants;
        return $new;
    }

    /** @return Stmt[] with names as they are from everywhere */
    public static function parse(string $text): array
    {
        if (self::$parser === null) {
            $factory = new ParserFactory();
            $about = ['usedAttributes' => ['comments', 'startLine', 'endLine', 'startFilePos', 'endFilePos']];
            // The parser's versions 5 and 4.
            self::$parser = method_exists($factory, 'createForNewestSupportedVersion')
                ? $factory->createForNewestSupportedVersion()
                : $factory->create(ParserFactory::PREFER_PHP7, new Emulative($about));
        }
        $walk = new NodeTraverser();
        $walk->addVisitor(new NameResolver());
        return $walk->traverse((array) self::$parser->parse($text));
    }

    /** The plugin that a file belongs to; the file alone where it belongs to none. Parsed once. */
    public static function around(string $file): self
    {
        static $known = [];
        $root = dirname($file);
        while (!is_file("$root/amends-desk.php") && dirname($root) !== $root) {
            $root = dirname($root);
        }
        $root = is_file("$root/amends-desk.php") ? $root : $file;
        if (!isset($known[$root])) {
            $files = [];
            foreach (is_dir($root) ? self::below($root) : [$root] as $path) {
                $files[$path] = self::parse((string) file_get_contents($path));
            }
            $known[$root] = new self($files);
        }
        return $known[$root];
    }

    /** @return string[] the paths of all PHP below a folder */
    public static function below(string $folder): array
    {
        $found = [];
        foreach (new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator($folder)) as $path => $about) {
            if ($about->isFile() && $about->getExtension() === 'php') {
                $found[] = (string) realpath($path);
            }
        }
        sort($found);
        return $found;
    }

    public function enterNode(Node $node)
    {
        $scope = end($this->open);
        $scope->nodes[] = $node;
        if ($node instanceof Stmt\ClassLike) {
            $this->classes[] = isset($node->namespacedName) ? $node->namespacedName->toString() : '';
        } elseif ($node instanceof Node\FunctionLike) {
            $this->open[] = $this->begin($node, $scope);
        } elseif ($node instanceof Stmt\ClassConst) {
            foreach ($node->consts as $one) {
                $this->constants[end($this->classes) . '::' . $one->name->toString()] = $one->value;
            }
        }
        return null;
    }

    public function leaveNode(Node $node)
    {
        if ($node instanceof Stmt\ClassLike) {
            array_pop($this->classes);
        } elseif ($node instanceof Node\FunctionLike) {
            array_pop($this->open);
        }
        return null;
    }

    private function begin(Node\FunctionLike $node, Scope $around): Scope
    {
        $scope = new Scope($around->file);
        $scope->node = $node;
        $scope->class = end($this->classes);
        $scope->statements = array_values((array) $node->getStmts());
        if ($node instanceof Stmt\ClassMethod) {
            $scope->key = $scope->class . '::' . $node->name->toString();
            $this->methods[$node->name->toString()][] = $scope;
        } elseif ($node instanceof Stmt\Function_) {
            $scope->key = $node->namespacedName->toString();
        } else {
            $scope->outer = $around;
        }
        if ($scope->key !== '') {
            $this->functions[$scope->key] = $scope;
        }
        return $this->scopes[] = $scope;
    }

    /** The class that a name means where it stands; '' for one that is worked out. */
    public static function classNamed(Node $name, Scope $scope): string
    {
        if (!$name instanceof Node\Name) {
            return '';
        }
        $plain = $name->toString();
        return in_array(strtolower($plain), ['self', 'static'], true) ? $scope->class : $plain;
    }

    /**
     * The functions of ours that a call may mean; none for somebody else's.
     *
     * @return Scope[]
     */
    public function called(Expr $call, Scope $scope): array
    {
        $key = null;
        if ($call instanceof Expr\FuncCall && $call->name instanceof Node\Name) {
            $own = $call->name->getAttribute('namespacedName');
            $key = $own !== null && isset($this->functions[$own->toString()])
                ? $own->toString() : $call->name->toString();
        } elseif ($call instanceof Expr\StaticCall && $call->name instanceof Node\Identifier) {
            $key = self::classNamed($call->class, $scope) . '::' . $call->name->toString();
        } elseif ($call instanceof Expr\MethodCall && $call->name instanceof Node\Identifier) {
            $name = $call->name->toString();
            $key = "$scope->class::$name";
            if (Scope::root($call->var) !== 'this') {
                return $this->methods[$name] ?? [];
            }
        }
        return $key !== null && isset($this->functions[$key]) ? [$this->functions[$key]] : [];
    }

    /** The name of a function that is called by its name, without the namespace; '' for all else. */
    public static function nameOf(Node $call): string
    {
        return $call instanceof Expr\FuncCall && $call->name instanceof Node\Name ? $call->name->getLast() : '';
    }

    /** An argument's expression, or null. */
    public static function argument(Node $call, int $number): ?Expr
    {
        $argument = $call->args[$number] ?? null;
        return $argument instanceof Node\Arg ? $argument->value : null;
    }
}
