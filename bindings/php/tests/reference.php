<?php

// Checks that the reference is complete: what is public has a comment, and the types of parameters and results are declared, or told by
// a comment where PHP's own say less. Its argument is the folder of the sources.

declare(strict_types=1);

$problems = [];
$files = new RecursiveIteratorIterator(new RecursiveDirectoryIterator($argv[1], FilesystemIterator::SKIP_DOTS));
spl_autoload_register(static function (string $class) use ($argv): void {
    $file = $argv[1] . '/' . str_replace('\\', '/', substr($class, strlen('GraphUpload\\'))) . '.php';
    if (is_file($file)) {
        require $file;
    }
});
foreach ($files as $file) {
    if ($file->getExtension() !== 'php') {
        continue;
    }
    $name = 'GraphUpload' . strtr(substr($file->getPathname(), strlen($argv[1]), -4), '/', '\\');
    $class = new ReflectionClass($name);
    $isInternal = str_contains((string) $class->getDocComment(), '@internal');
    if ($class->getDocComment() === false) {
        $problems[] = "$name has no comment";
    }
    if ($isInternal !== str_starts_with($name, 'GraphUpload\Internal\\')) {
        $problems[] = "$name: @internal and its namespace do not agree";
    }
    foreach ($class->getMethods(ReflectionMethod::IS_PUBLIC) as $method) {
        if ($method->getDeclaringClass()->getName() !== $name || $method->getFileName() === false) {
            continue;
        }
        $comment = (string) $method->getDocComment();
        $where = "$name::{$method->getName()}()";
        if ($comment === '' && !$isInternal && !$method->isConstructor() && !str_starts_with($method->getName(), '__')
            && !$class->implementsInterface(UnitEnum::class)) {
            $problems[] = "$where has no comment";
        }
        if (!$method->hasReturnType() && !str_starts_with($method->getName(), '__')) {
            $problems[] = "$where has no type of its result";
        }
        preg_match_all('/@param\s+.*?(?:\.\.\.)?\$(\w+)/s', $comment, $told);
        foreach ($method->getParameters() as $parameter) {
            $type = $parameter->getType();
            if ($type === null) {
                $problems[] = "$where: \${$parameter->getName()} has no type";
            } elseif (in_array(trim((string) $type, '?'), ['array', 'callable', 'iterable', 'mixed'], true)
                && !$isInternal && !$parameter->isVariadic() && !in_array($parameter->getName(), $told[1], true)) {
                $problems[] = "$where: the comment does not tell what \${$parameter->getName()} is";
            }
        }
        foreach ($told[1] as $parameter) {
            if (!in_array($parameter, array_map(static fn ($one) => $one->getName(), $method->getParameters()), true)) {
                $problems[] = "$where: the comment tells of \$$parameter, which there is not";
            }
        }
    }
}
foreach ($problems as $problem) {
    fwrite(STDERR, "$problem\n");
}
echo 'reference: ', count($problems), " problems\n";
exit($problems === [] ? 0 : 1);
