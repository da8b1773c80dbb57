<?php

namespace AmendsDesk\Reading;

use PhpParser\Node\Name;
use PhpParser\Node\Scalar;

require_once __DIR__ . '/Program.php';

/**
 * Finds what leans on WooCommerce's insides, which change without notice: as a name, a `use` or a text.
 */
final class Internals
{
    private const INSIDE = 'automattic\\woocommerce\\internal';

    /** @return array<array{0: string, 1: int, 2: string}> file, line and what is wrong */
    public static function faults(Program $program): array
    {
        $faults = [];
        foreach ($program->scopes as $scope) {
            foreach ($scope->nodes as $node) {
                $text = $node instanceof Name ? $node->toString() : '';
                $text = $node instanceof Scalar\String_ ? str_replace('\\\\', '\\', $node->value) : $text;
                if (strncmp(strtolower(ltrim($text, '\\')), self::INSIDE, strlen(self::INSIDE)) === 0) {
                    $faults[] = [$scope->file, $node->getStartLine(), 'WooCommerce’s insides are not for plugins.'];
                }
            }
        }
        return $faults;
    }
}
