<?php

namespace AmendsDesk\Sniffs\Security;

use AmendsDesk\Reading\Output;
use AmendsDesk\Reading\Program;
use AmendsDesk\Reading\Sniff;

require_once __DIR__ . '/../../Reading/Sniff.php';
require_once __DIR__ . '/../../Reading/Output.php';

/**
 * What reaches a page is escaped.
 */
final class EscapeOutputSniff extends Sniff
{
    protected function faults(Program $program): array
    {
        return Output::faults($program);
    }
}
