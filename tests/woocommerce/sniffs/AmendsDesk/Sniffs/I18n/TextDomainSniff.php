<?php

namespace AmendsDesk\Sniffs\I18n;

use AmendsDesk\Reading\Words;
use AmendsDesk\Reading\Program;
use AmendsDesk\Reading\Sniff;

require_once __DIR__ . '/../../Reading/Sniff.php';
require_once __DIR__ . '/../../Reading/Words.php';

/**
 * Words to translate are literals of our own text domain.
 */
final class TextDomainSniff extends Sniff
{
    protected function faults(Program $program): array
    {
        return Words::faults($program);
    }
}
