<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use GraphUpload\Status;

/**
 * Descriptors of the system, which PHP's streams do not tell. On Unix.
 *
 * @internal
 */
final class Descriptor
{
    private const DECLARATIONS = 'int open(const char *path, int flags, ...); int close(int descriptor); '
        . 'int socketpair(int domain, int type, int protocol, int *pair); int shutdown(int socket, int how); '
        . 'intptr_t send(int socket, const char *bytes, size_t length, int flags);';

    private static ?\FFI $system = null;

    private function __construct(public readonly int $number)
    {
    }

    public static function isSupported(): bool
    {
        return PHP_OS_FAMILY !== 'Windows';
    }

    /** Opens a file for reading; null if that fails. */
    public static function open(string $path): ?self
    {
        $number = self::system()->open($path, 0);
        return $number < 0 ? null : new self($number);
    }

    /** @return array{self, self} two ends of a connection */
    public static function pair(): array
    {
        $pair = self::system()->new('int[2]');
        // AF_UNIX, SOCK_STREAM
        if (self::system()->socketpair(1, 1, 0, $pair) !== 0) {
            throw Errors::of(Status::Resources, 'source: there is no descriptor left');
        }
        return [new self($pair[0]), new self($pair[1])];
    }

    /** Sends what fits without a wait, and returns how many bytes that were. */
    public function send(string $bytes): int
    {
        // MSG_DONTWAIT, on Linux also MSG_NOSIGNAL: PHP ignores SIGPIPE.
        $flags = PHP_OS_FAMILY === 'Darwin' ? 0x80 : 0x4040;
        return max(0, self::system()->send($this->number, $bytes, strlen($bytes), $flags));
    }

    /** Tells the other end that all was sent, also if a forked process has the descriptor, too. */
    public function end(): void
    {
        self::system()->shutdown($this->number, 1);
    }

    public function __destruct()
    {
        self::system()->close($this->number);
    }

    private static function system(): \FFI
    {
        return self::$system ??= \FFI::cdef(self::DECLARATIONS);
    }
}
