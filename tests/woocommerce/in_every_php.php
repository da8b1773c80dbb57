<?php

/**
 * Parses every file of the plugin and runs phpunit/*Test.php and all *checks.php, in one process and without PHPUnit.
 *
 * For versions of PHP that Debian's PHPUnit is too new or too old for. The last line says how much held.
 */

// phpcs:disable

namespace PHPUnit\Framework {
    class TestCase
    {
        public function assertSame($expected, $found): void
        {
            if ($expected !== $found) {
                throw new \Exception('expected ' . var_export($expected, true) . ', found ' . var_export($found, true));
            }
        }
    }
}

namespace {
    require __DIR__ . '/phpunit/bootstrap.php';

    /** What a process of its own would begin with. */
    const SERVER = ['REQUEST_METHOD' => 'GET', 'SCRIPT_FILENAME' => __FILE__];

    // Older versions tell what static properties hold now, so what they hold at first is kept before anything runs.
    $first = [];
    foreach (glob(AmendsDesk\Tests\PLUGIN . '/includes/*.php') as $file) {
        $first['AmendsDesk\\' . basename($file, '.php')] = [];
    }
    foreach (array_keys($first + ['World' => []]) as $class) {
        $about = new ReflectionClass($class);
        $static = array_column($about->getProperties(ReflectionProperty::IS_STATIC), 'name', 'name');
        $first[$class] = array_intersect_key($about->getDefaultProperties(), $static);
    }
    define('FIRST', $first);

    function attempt(string $name, callable $act): void
    {
        global $held;
        foreach (FIRST as $class => $properties) {
            foreach ($properties as $name => $value) {
                $property = new ReflectionProperty($class, $name);
                if (PHP_VERSION_ID < 80100) {
                    $property->setAccessible(true);
                }
                $property->setValue(null, $value);
            }
        }
        $_GET = $_POST = $_COOKIE = [];
        $_SERVER = SERVER;
        $level = ob_get_level();
        try {
            $act();
            $held++;
        } catch (Throwable $fault) {
            while (ob_get_level() > $level) {
                ob_end_clean();
            }
            echo "$name: ", get_class($fault), ': ', $fault->getMessage(), ' (', basename($fault->getFile()), ':',
                $fault->getLine(), ")\n";
        }
    }

    $held = $parsed = 0;
    $files = new RecursiveIteratorIterator(new RecursiveDirectoryIterator(AmendsDesk\Tests\PLUGIN));
    foreach ($files as $path => $about) {
        if ($about->isFile() && $about->getExtension() === 'php') {
            try {
                token_get_all((string) file_get_contents($path), TOKEN_PARSE);
                $parsed++;
            } catch (ParseError $fault) {
                echo "$path:", $fault->getLine(), ': ', $fault->getMessage(), "\n";
            }
        }
    }
    foreach (glob(__DIR__ . '/phpunit/*Test.php') as $file) {
        require $file;
        $class = basename($file, '.php');
        foreach ((new ReflectionClass($class))->getMethods() as $method) {
            if (strncmp($method->name, 'test', 4) !== 0) {
                continue;
            }
            $found = [];
            preg_match('/@dataProvider (\w+)/', (string) $method->getDocComment(), $found);
            foreach ($found === [] ? ['' => []] : $class::{$found[1]}() as $case => $given) {
                attempt("$class::$method->name $case", static function () use ($class, $method, $given) {
                    $method->invokeArgs(new $class(), array_values($given));
                });
            }
        }
    }
    $tests = $held;
    $all = [];
    foreach (['checks', 'form_checks'] as $file) {
        foreach (require __DIR__ . "/$file.php" as $name => $check) {
            $all["$file.php $name"] = $check;
        }
    }
    set_error_handler(static function ($level, $message, $file, $line) {
        // Two checks uninstall, each as in a process of its own.
        if (stripos($message, 'WP_UNINSTALL_PLUGIN already defined') === false) {
            throw new ErrorException($message, 0, $level, $file, $line);
        }
        return true;
    });
    foreach ($all as $name => $check) {
        attempt($name, $check);
    }
    echo 'PHP ', PHP_VERSION, ": $parsed files parsed, $tests tests and ", $held - $tests, " checks held\n";
}
