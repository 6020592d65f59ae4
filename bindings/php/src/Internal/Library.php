<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use FFI\CData;
use GraphUpload\Integrity;
use GraphUpload\Item;
use GraphUpload\Job;
use GraphUpload\Progress;
use GraphUpload\QueueCount;
use GraphUpload\QueueCounts;
use GraphUpload\Stage;
use GraphUpload\Status;
use GraphUpload\Wait;

/**
 * The loaded library, and how calls of it fail.
 *
 * @internal
 */
final class Library
{
    /** The name under which preload.php keeps the declarations. */
    public const SCOPE = 'graph_upload';
    /** As long as it takes. */
    public const FOREVER = 0xFFFFFFFF;
    /** Longest wait inside the library, in milliseconds: PHP runs handlers of signals between two. */
    public const SLICE_MS = 100;

    private static ?Native $native = null;

    /** The functions. The first call loads the library. */
    public static function native(): Native
    {
        return self::$native ??= self::load();
    }

    /** Where the library is: GU_LIBRARY, or the one of this package for this system. */
    public static function path(): string
    {
        $named = getenv('GU_LIBRARY');
        if ($named !== false && $named !== '') {
            return $named;
        }
        $path = dirname(__DIR__, 2) . '/lib/' . self::platform();
        if (!is_file($path)) {
            throw new \RuntimeException("$path is missing; this package has no library for this system. Set GU_LIBRARY");
        }
        return $path;
    }

    public static function declarations(): string
    {
        return (string) file_get_contents(__DIR__ . '/graph_upload.h');
    }

    /** The declarations for FFI::load() and ffi.preload, which say where the library is. */
    public static function header(): string
    {
        $library = addcslashes(self::path(), '"\\');
        return '#define FFI_SCOPE "' . self::SCOPE . "\"\n#define FFI_LIB \"$library\"\n" . self::declarations();
    }

    /** Whether ffi.preload or preload.php has loaded it. */
    public static function isPreloaded(): bool
    {
        return self::preloaded() !== null;
    }

    /**
     * Makes a fallible call.
     *
     * @param \Closure(CData): int $call gets the place for the error and returns the status
     */
    public static function call(#[\SensitiveParameter] \Closure $call): void
    {
        $error = self::native()->ffi->new('gu_error *');
        $status = $call(\FFI::addr($error));
        if ($status !== 0) {
            throw Errors::taken($error, $status);
        }
    }

    /**
     * Makes a fallible call that gives an object.
     *
     * @param \Closure(CData, CData): int $call gets the places for the object and the error and returns the status
     */
    public static function made(string $type, #[\SensitiveParameter] \Closure $call): CData
    {
        $made = self::native()->ffi->new("$type *");
        self::call(static fn (CData $error): int => $call(\FFI::addr($made), $error));
        return $made;
    }

    /** A string as the library wants it: it would end at a NUL. */
    public static function text(#[\SensitiveParameter] ?string $value, string $what): ?string
    {
        if ($value !== null && str_contains($value, "\0")) {
            throw new \ValueError("$what: NUL inside");
        }
        return $value;
    }

    /** A key that seals. */
    public static function key(#[\SensitiveParameter] ?string $key): ?string
    {
        if ($key !== null && strlen($key) !== 32) {
            throw new \ValueError('key: 32 bytes expected, not ' . strlen($key));
        }
        return $key;
    }

    private static function load(): Native
    {
        if (PHP_INT_SIZE !== 8) {
            throw new \RuntimeException('graph-upload needs a PHP of 64 bits');
        }
        if (!extension_loaded('ffi')) {
            throw new \RuntimeException('graph-upload needs the extension ffi');
        }
        $native = new Native(self::preloaded() ?? self::declared());
        if (intdiv($native->gu_version_number(), 1000) !== intdiv(Native::GU_VERSION_NUMBER, 1000)) {
            throw new \RuntimeException("the library has version {$native->gu_version_string()}, which this package does not fit");
        }
        // Last of all: the program's own functions may still use its queues.
        register_shutdown_function(static fn () => register_shutdown_function(QueueState::closeAll(...)));
        self::loadErrors();
        return $native;
    }

    /** Loads what tells of failures, as a file cannot be opened when no descriptor is left. */
    private static function loadErrors(): void
    {
        foreach (glob(dirname(__DIR__) . '/Exception/*.php') ?: [] as $file) {
            class_exists('GraphUpload\\Exception\\' . basename($file, '.php'));
        }
        foreach ([Errors::class, Status::class, Stage::class, Progress::class, Wait::class, Item::class, Integrity::class,
            Numbers::class, QueueState::class, QueueCounts::class, QueueCount::class, Run::class, Call::class, Callbacks::class,
            Handle::class, Signals::class, Source::class, Descriptor::class, Pump::class, Feed::class, StreamReader::class,
            PausingReader::class, IterableReader::class, Deadline::class, Job::class] as $class) {
            class_exists($class);
        }
    }

    private static function preloaded(): ?\FFI
    {
        try {
            return \FFI::scope(self::SCOPE);
        } catch (\FFI\Exception) {
            return null;
        }
    }

    private static function declared(): \FFI
    {
        $path = self::path();
        try {
            return \FFI::cdef(self::declarations(), $path);
        } catch (\FFI\Exception $error) {
            $hint = str_contains($error->getMessage(), 'ffi.enable') ? '; set ffi.enable, or preload the package, see its README' : '';
            throw new \RuntimeException("$path: {$error->getMessage()}$hint", 0, $error);
        }
    }

    private static function platform(): string
    {
        $machine = php_uname('m');
        $cpu = match (strtolower($machine)) {
            'x86_64', 'amd64' => 'x86_64',
            'aarch64', 'arm64' => 'aarch64',
            default => $machine,
        };
        return match (PHP_OS_FAMILY) {
            'Windows' => $cpu . ($cpu === 'aarch64' ? '-pc-windows-gnullvm' : '-pc-windows-gnu') . '/graph_upload.dll',
            'Darwin' => "$cpu-apple-darwin/libgraph_upload.dylib",
            default => "$cpu-unknown-linux-" . (self::isMusl() ? 'musl' : 'gnu') . '/libgraph_upload.so',
        };
    }

    private static function isMusl(): bool
    {
        return str_contains((string) @file_get_contents('/proc/self/maps'), 'ld-musl');
    }
}
