<?php

// The sources that the driver gives to the package.

declare(strict_types=1);

namespace GraphUpload\Conform;

use GraphUpload\Bytes;
use GraphUpload\Reader;
use GraphUpload\SeekableReader;

/** Bytes of a file, as a scenario wants them. */
class Forward implements Reader
{
    protected int $at = 0;
    protected readonly string $content;
    private readonly int $end;

    /** @param array<string, mixed> $wish */
    public function __construct(private readonly array $wish)
    {
        $this->content = (string) file_get_contents($wish['file']);
        $this->end = strlen($this->content) - ($wish['short_by'] ?? 0);
    }

    public function read(int $length): string
    {
        if ($this->at >= ($this->wish['raise_at'] ?? INF)) {
            throw new Boom('boom');
        }
        $part = substr($this->content, $this->at, min($length, $this->wish['chunk'] ?? $length, max(0, $this->end - $this->at)));
        $this->at += strlen($part);
        return $part;
    }
}

final class Seekable extends Forward implements SeekableReader
{
    public function size(): int
    {
        return strlen($this->content);
    }

    public function seek(int $offset): void
    {
        $this->at = $offset;
    }
}

/** @param array<string, mixed> $wish */
function parts(array $wish): \Generator
{
    $reader = new Forward($wish);
    while (($part = $reader->read(65536)) !== '') {
        yield $part;
    }
}

/**
 * The reading end of a pipe, which another process fills: PHP has no threads.
 *
 * @param array<string, mixed> $wish
 * @return resource
 */
function pipe(array $wish): mixed
{
    $command = isset($wish['hang_at'])
        ? ['sh', '-c', 'head -c "$1" "$2"; read -r _', 'sh', (string) $wish['hang_at'], $wish['file']]
        : ['cat', $wish['file']];
    $process = proc_open($command, [['pipe', 'r'], ['pipe', 'w']], $pipes);
    processes([$process, $pipes[0]]);
    return $pipes[1];
}

/**
 * @param ?array{resource, resource} $started
 * @return list<array{resource, resource}>
 */
function processes(?array $started = null): array
{
    static $all = [];
    if ($started !== null) {
        $all[] = $started;
    }
    return $all;
}

function end_processes(): void
{
    foreach (processes() as [$process, $input]) {
        fclose($input);
        proc_close($process);
    }
}

/**
 * A source, and the arguments that belong to it.
 *
 * @param array<string, mixed> $wish
 * @return array{mixed, array<string, mixed>}
 */
function source(array $wish, string $of): array
{
    $file = $wish['file'];
    return match ($wish['kind']) {
        'path' => [$file, []],
        'handle' => [fopen($file, 'rb'), []],
        'pipe' => [pipe($wish), []],
        'memory' => [Release::of('source', $of, new Bytes((string) file_get_contents($file))), []],
        'seekable' => [Release::of('source', $of, new Seekable($wish)), []],
        'forward' => [Release::of('source', $of, new Forward($wish)), ['size' => filesize($file)]],
        'stream' => [Release::of('source', $of, parts($wish)), []],
    };
}
