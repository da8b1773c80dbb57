<?php

namespace AmendsDesk\Sniffs\WooCommerce;

use AmendsDesk\Reading\Internals;
use AmendsDesk\Reading\Program;
use AmendsDesk\Reading\Sniff;

require_once __DIR__ . '/../../Reading/Sniff.php';
require_once __DIR__ . '/../../Reading/Internals.php';

/**
 * Never Automattic\\WooCommerce\\Internal.
 */
final class NoInternalsSniff extends Sniff
{
    protected function faults(Program $program): array
    {
        return Internals::faults($program);
    }
}
