<?php

/**
 * Takes every escape and every nonce check out of the plugin, one at a time, and tells which nobody misses.
 *
 * All in one process: php mutants.php FOLDER. Prints JSON: how many of each kind, and the places of those not found.
 */

use AmendsDesk\Reading\Guards;
use AmendsDesk\Reading\Output;
use AmendsDesk\Reading\Program;
use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Stmt;
use PhpParser\NodeFinder;

require __DIR__ . '/AmendsDesk/Reading/Output.php';
require __DIR__ . '/AmendsDesk/Reading/Guards.php';

const WITHOUT = [
    'esc_html' => '', 'esc_attr' => '', 'esc_url' => '', 'esc_textarea' => '', 'esc_js' => '', 'wp_kses_post' => '',
    'wp_kses_data' => '', 'esc_html__' => '__', 'esc_attr__' => '__', 'esc_html_x' => '_x', 'esc_attr_x' => '_x',
    'esc_html_e' => '_e', 'esc_attr_e' => '_e',
];

/** @return array<array{0: string, 1: int, 2: int, 3: string}> kind, start, end, and what stands there instead */
function mutations_of(array $statements): array
{
    $made = [];
    $finder = new NodeFinder();
    foreach ($finder->findInstanceOf($statements, Expr\FuncCall::class) as $call) {
        $name = Program::nameOf($call);
        if (isset(WITHOUT[$name])) {
            $made[] = ['escape', $call->name->getStartFilePos(), $call->name->getEndFilePos(), WITHOUT[$name]];
        }
        if ($name === 'esc_url') {
            $made[] = ['address', $call->name->getStartFilePos(), $call->name->getEndFilePos(), 'esc_html'];
        }
    }
    foreach ($finder->findInstanceOf($statements, Stmt\Expression::class) as $statement) {
        $call = $statement->expr;
        $is_check = $call instanceof Expr\StaticCall && $call->name instanceof Node\Identifier
            && $call->name->toString() === 'check';
        if ($is_check || in_array(Program::nameOf($call), ['check_admin_referer', 'check_ajax_referer'], true)) {
            $made[] = ['nonce', $statement->getStartFilePos(), $statement->getEndFilePos(), ';'];
        }
    }
    return $made;
}

$texts = $parsed = [];
foreach (Program::below($argv[1]) as $path) {
    $texts[$path] = file_get_contents($path);
    $parsed[$path] = Program::parse($texts[$path]);
}
$whole = new Program($parsed);
$before = ['escape' => count(Output::faults($whole)), 'nonce' => count(Guards::faults($whole))];
$before['address'] = $before['escape'];
$made = ['escape' => 0, 'address' => 0, 'nonce' => 0];
$missed = [];
foreach ($texts as $path => $text) {
    foreach (mutations_of($parsed[$path]) as [$kind, $start, $end, $instead]) {
        $mutant = substr($text, 0, $start) . $instead . substr($text, $end + 1);
        $program = $whole->with($path, Program::parse($mutant));
        $faults = $kind === 'nonce' ? Guards::faults($program) : Output::faults($program);
        $made[$kind]++;
        if (count($faults) <= $before[$kind]) {
            $line = substr_count($text, "\n", 0, $start) + 1;
            $missed[] = basename($path) . ": $kind: " . trim(explode("\n", $text)[$line - 1]);
        }
    }
}
echo json_encode(['made' => $made, 'missed' => $missed], JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
