<?php

namespace AmendsDesk\Reading;

use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Scalar;

require_once __DIR__ . '/Program.php';

/**
 * Finds calls of gettext that the programs of translators cannot read, or that ask for somebody else's words.
 */
final class Words
{
    private const DOMAIN = 'amends-desk';

    /** Function: the arguments that are words, and the one that is the domain. */
    private const CALLS = [
        '__' => [[0], 1], '_e' => [[0], 1], 'esc_html__' => [[0], 1], 'esc_html_e' => [[0], 1],
        'esc_attr__' => [[0], 1], 'esc_attr_e' => [[0], 1], 'translate' => [[0], 1],
        '_x' => [[0, 1], 2], '_ex' => [[0, 1], 2], 'esc_html_x' => [[0, 1], 2], 'esc_attr_x' => [[0, 1], 2],
        '_n' => [[0, 1], 3], '_nx' => [[0, 1, 3], 4], '_n_noop' => [[0, 1], 2], '_nx_noop' => [[0, 1, 2], 3],
    ];

    /** @return array<array{0: string, 1: int, 2: string}> file, line and what is wrong */
    public static function faults(Program $program): array
    {
        $faults = [];
        foreach ($program->scopes as $scope) {
            foreach ($scope->all(Expr\FuncCall::class) as $call) {
                [$words, $domain] = self::CALLS[Program::nameOf($call)] ?? [[], null];
                if ($domain === null) {
                    continue;
                }
                foreach ($words as $number) {
                    if (!self::isLiteral(Program::argument($call, $number))) {
                        $faults[] = [$scope->file, $call->getStartLine(), 'Words to translate are literals.'];
                    }
                }
                $said = Program::argument($call, $domain);
                if (!$said instanceof Scalar\String_ || $said->value !== self::DOMAIN) {
                    $words = 'The text domain is the literal \'' . self::DOMAIN . '\'.';
                    $faults[] = [$scope->file, $call->getStartLine(), $words];
                }
            }
        }
        return $faults;
    }

    private static function isLiteral(?Node $node): bool
    {
        return $node instanceof Scalar\String_
            || ($node instanceof Expr\BinaryOp\Concat && self::isLiteral($node->left) && self::isLiteral($node->right));
    }
}
