<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use FFI\CData;

/**
 * Options and properties by their names, and their values as the library's strings.
 *
 * @internal
 */
final class Options
{
    /** Sets an option of a client. A list sets it several times. */
    public static function set(CData $options, int|string $name, #[\SensitiveParameter] mixed $value): void
    {
        self::mustBeNamed($name, 'an option');
        if (is_array($value) && !self::isPair($name)) {
            foreach ($value as $one) {
                self::set($options, $name, $one);
            }
            return;
        }
        $native = Library::native();
        if ($name === 'ca_pem') {
            $pem = self::word($value, $name);
            Library::call(static fn (CData $error): int => $native->gu_options_add_ca_pem($options, $pem, strlen($pem), $error));
            return;
        }
        $word = is_array($value)
            ? implode(',', array_map(static fn (mixed $one): string => self::word($one, $name), $value))
            : self::word($value, $name);
        Library::call(static fn (CData $error): int => $native->gu_options_set($options, $name, $word, $error));
    }

    /** Sets a property of a target. */
    public static function setProperty(CData $target, int|string $name, #[\SensitiveParameter] mixed $value): void
    {
        self::mustBeNamed($name, 'a property');
        if ($value instanceof \DateTimeInterface) {
            $name = str_ends_with($name, '_ms') ? $name : "{$name}_ms";
            $value = (int) $value->format('Uv');
        }
        if (in_array($name, ['created', 'modified', 'accessed'], true)) {
            throw new \TypeError("$name: a DateTimeInterface expected, not " . get_debug_type($value));
        }
        $native = Library::native();
        $word = self::word($value, $name);
        Library::call(static fn (CData $error): int => $native->gu_target_set($target, $name, $word, $error));
    }

    /** @phpstan-assert string $name */
    private static function mustBeNamed(int|string $name, string $what): void
    {
        if (!is_string($name)) {
            throw new \ArgumentCountError("too many arguments; $what is given by its name");
        }
        Library::text($name, $what);
    }

    /** Whether a list of two is one value. */
    private static function isPair(string $name): bool
    {
        return in_array($name, ['retry_budget', 'backoff_ms', 'client_certificate_files'], true);
    }

    private static function word(#[\SensitiveParameter] mixed $value, string $name): string
    {
        $word = match (true) {
            is_bool($value) => $value ? '1' : '0',
            is_int($value) => (string) $value,
            is_string($value) => $value,
            $value instanceof \UnitEnum => self::ofEnum($value->name),
            $value instanceof \SplFileInfo => $value->getPathname(),
            default => throw new \TypeError("$name: a string, number, boolean or enum expected, not " . get_debug_type($value)),
        };
        return Library::text($word, $name) ?? '';
    }

    /** "last-piece" for LastPiece. The versions of Graph and of IP have names of their own. */
    private static function ofEnum(string $name): string
    {
        return match ($name) {
            'V1' => 'v1.0',
            'V4' => '4',
            'V6' => '6',
            default => strtolower((string) preg_replace('/(?<!^)(?=[A-Z])/', '-', $name)),
        };
    }
}
