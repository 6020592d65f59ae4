<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use GraphUpload\LogLevel;

/**
 * Where messages go.
 *
 * @internal
 */
final class Log
{
    /** @var \Closure(string, string): mixed */
    private readonly \Closure $write;

    /** @param callable(string, string): mixed|\Psr\Log\LoggerInterface $log */
    public function __construct(mixed $log)
    {
        $this->write = match (true) {
            // It need not be installed.
            $log instanceof \Psr\Log\LoggerInterface => static fn (string $level, string $message): mixed
                => $log->log($level, $message),
            is_callable($log) => $log(...),
            default => throw new \TypeError('log: a callable or a PSR-3 logger expected, not ' . get_debug_type($log)),
        };
    }

    public function write(int $level, string $message): void
    {
        ($this->write)($level === LogLevel::Warning->value ? 'warning' : 'info', $message);
    }
}
