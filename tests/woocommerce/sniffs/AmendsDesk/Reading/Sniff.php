<?php

namespace AmendsDesk\Reading;

use PHP_CodeSniffer\Files\File;
use PHP_CodeSniffer\Sniffs\Sniff as CodeSnifferSniff;

require_once __DIR__ . '/Program.php';

/**
 * What a sniff of ours has in common: it looks at the whole plugin, and tells what is in the file that is asked about.
 */
abstract class Sniff implements CodeSnifferSniff
{
    /** @var Program|null the one that was looked at last */
    private $looked;

    /** @var array<array{0: string, 1: int, 2: string}> */
    private $found = [];

    /** @return array<array{0: string, 1: int, 2: string}> file, line and what is wrong in the whole plugin */
    abstract protected function faults(Program $program): array;

    public function register()
    {
        return [T_OPEN_TAG];
    }

    public function process(File $phpcsFile, $stackPtr)
    {
        $path = (string) realpath($phpcsFile->getFilename());
        $program = Program::around($path);
        if ($this->looked !== $program) {
            [$this->looked, $this->found] = [$program, $this->faults($program)];
        }
        foreach ($this->found as [$file, $line, $words]) {
            if ($file === $path) {
                $phpcsFile->addErrorOnLine($words, $line, 'Found');
            }
        }
        // Once is enough for a file.
        return $phpcsFile->numTokens + 1;
    }
}
