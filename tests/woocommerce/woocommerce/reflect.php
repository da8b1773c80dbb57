<?php

/**
 * Prints as JSON what the stand-in defines: each function and each public method with its signature.
 *
 * php reflect.php, without WordPress: the files are only read in, not run.
 */

define('ABSPATH', __DIR__);

foreach (['register_activation_hook', 'add_action', 'add_filter', 'add_shortcode', 'is_admin'] as $standin_name) {
    eval("function $standin_name() {}");
}

require __DIR__ . '/woocommerce.php';

function standin_value(ReflectionParameter $parameter): string
{
    $value = $parameter->getDefaultValue();
    if ($value === null) {
        return 'null';
    }
    return is_array($value) || is_bool($value) || is_string($value) ? json_encode($value) : (string) $value;
}

function standin_signature(ReflectionFunctionAbstract $function, bool $static): string
{
    $parameters = [];
    foreach ($function->getParameters() as $parameter) {
        $text = $parameter->hasType() ? $parameter->getType() . ' ' : '';
        $text .= '$' . $parameter->getName();
        $parameters[] = $text . ($parameter->isOptional() ? ' = ' . standin_value($parameter) : '');
    }
    $returns = $function->hasReturnType() ? ': ' . $function->getReturnType() : '';
    return ($static ? 'static ' : '') . '(' . implode(', ', $parameters) . ')' . $returns;
}

$standin_told = ['functions' => [], 'classes' => []];
foreach (get_defined_functions()['user'] as $standin_name) {
    $standin_function = new ReflectionFunction($standin_name);
    if (strpos((string) $standin_function->getFileName(), __DIR__ . '/includes/') === 0) {
        $standin_told['functions'][$standin_function->getName()] = standin_signature($standin_function, false);
    }
}
$standin_files = new RecursiveIteratorIterator(
    new RecursiveDirectoryIterator(__DIR__ . '/includes', FilesystemIterator::SKIP_DOTS)
);
foreach ($standin_files as $standin_file) {
    $standin_name = str_replace('/', '\\', substr($standin_file->getPathname(), strlen(__DIR__ . '/includes/'), -4));
    if (strpos($standin_name, 'Standin\\') === 0 || substr($standin_name, -10) === '-functions') {
        continue;
    }
    $standin_class = new ReflectionClass($standin_name);
    $standin_methods = [];
    foreach ($standin_class->getMethods(ReflectionMethod::IS_PUBLIC) as $standin_method) {
        if (strpos((string) $standin_method->getFileName(), __DIR__) === 0) {
            $standin_static = $standin_method->isStatic();
            $standin_methods[$standin_method->getName()] = standin_signature($standin_method, $standin_static);
        }
    }
    $standin_parent = $standin_class->getParentClass();
    $standin_told['classes'][$standin_class->getName()] = [
        'parent' => $standin_parent ? $standin_parent->getName() : null,
        'methods' => $standin_methods,
    ];
}
echo json_encode($standin_told);
