<?php

namespace AmendsDesk\Sniffs\Security;

use AmendsDesk\Reading\Guards;
use AmendsDesk\Reading\Program;
use AmendsDesk\Reading\Sniff;

require_once __DIR__ . '/../../Reading/Sniff.php';
require_once __DIR__ . '/../../Reading/Guards.php';

/**
 * What acts for somebody, or reads what was sent, has checked the nonce; a route asks who may.
 */
final class GuardedInputSniff extends Sniff
{
    protected function faults(Program $program): array
    {
        return Guards::faults($program);
    }
}
