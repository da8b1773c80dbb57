<?php

namespace AmendsDesk\Sniffs\Naming;

use AmendsDesk\Reading\Names;
use AmendsDesk\Reading\Program;
use AmendsDesk\Reading\Sniff;

require_once __DIR__ . '/../../Reading/Sniff.php';
require_once __DIR__ . '/../../Reading/Names.php';

/**
 * Names that all plugins share begin as ours do.
 */
final class PrefixSniff extends Sniff
{
    protected function faults(Program $program): array
    {
        return Names::faults($program);
    }
}
