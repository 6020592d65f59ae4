<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use FFI\CData;
use GraphUpload\Bytes;
use GraphUpload\Exception\ArgumentException;
use GraphUpload\Reader;
use GraphUpload\SeekableReader;
use GraphUpload\Status;

/**
 * What a caller has, as one of the sources of the library.
 *
 * @internal
 */
final class Source
{
    /** The file's own name, if it has one. */
    public readonly ?string $name;
    private readonly string|Bytes|Descriptor|Reader $of;
    private readonly ?int $size;
    /** What gives a job its bytes. */
    public ?Pump $pump = null;
    /** @var list<int> */
    private array $contexts = [];

    public function __construct(mixed $source, ?int $size)
    {
        [$this->of, $name] = match (true) {
            is_string($source) => [(string) Library::text($source, 'source'), $source],
            $source instanceof \SplFileInfo => [$source->getPathname(), $source->getPathname()],
            $source instanceof Bytes, $source instanceof Reader => [$source, null],
            is_resource($source) && get_resource_type($source) === 'stream' => self::ofStream($source, $size),
            $source instanceof \Psr\Http\Message\StreamInterface => [self::ofPsr($source, $size), null],
            is_iterable($source) => [new IterableReader($source), null],
            default => throw new \TypeError('source: a path, Bytes, a stream, a Reader or an iterable expected, not '
                . get_debug_type($source)),
        };
        $this->name = $name === null ? null : (basename($name) ?: null);
        if ($size !== null && !$this->of instanceof Reader) {
            throw new \ValueError('size: only for a stream, an iterable or a Reader; a path and Bytes have their own');
        }
        if ($size !== null && $this->of instanceof SeekableReader && $this->of->size() !== $size) {
            throw new \ValueError("size: the source says {$this->of->size()}, not $size");
        }
        $this->size = $this->of instanceof SeekableReader ? $this->of->size() : $size;
    }

    public function isPath(): bool
    {
        return is_string($this->of);
    }

    /** Whether it is best read on this thread: nothing has to be spooled. */
    public function isDirect(): bool
    {
        return $this->of instanceof Reader && ($this->size !== null || !Descriptor::isSupported());
    }

    /** Gives it to an upload that will run on this thread. */
    public function setDirect(CData $upload): void
    {
        if (!$this->of instanceof Reader) {
            $this->set($upload);
            return;
        }
        $native = Library::native();
        $size = $this->size;
        $context = $this->contexts[] = Callbacks::add(new Feed($this->of));
        $read = Callbacks::of($this->of instanceof SeekableReader ? 'read_at' : 'read');
        Library::call(match (true) {
            $this->of instanceof SeekableReader => static fn (CData $error): int
                => $native->gu_upload_set_read_at($upload, (int) $size, $read, $context, null, $error),
            $size !== null => static fn (CData $error): int
                => $native->gu_upload_set_read($upload, $size, $read, $context, null, $error),
            default => static fn (CData $error): int
                => $native->gu_upload_set_stream($upload, $read, $context, null, $error),
        });
    }

    /** Gives it to an upload that will run on a thread of the library. */
    public function setForJob(CData $upload, ?int $spoolMaxBytes): void
    {
        if (!$this->of instanceof Reader) {
            $this->set($upload);
            return;
        }
        if (!Descriptor::isSupported()) {
            throw Errors::of(Status::Argument, 'source: on Windows a queue takes paths and Bytes only');
        }
        $native = Library::native();
        $this->pump = new Pump($this->of, $this->size);
        $handle = $this->pump->reading->number;
        self::give(static fn (CData $error): int => $native->gu_upload_set_stream_handle($upload, $handle, $error));
        if ($this->size !== null && $spoolMaxBytes === null) {
            // It is no surprise.
            $most = max(1, $this->size);
            Library::call(static fn (CData $error): int => $native->gu_upload_set_spool_max_bytes($upload, $most, $error));
        }
    }

    public function __destruct()
    {
        foreach ($this->contexts as $context) {
            Callbacks::remove($context);
        }
    }

    private function set(CData $upload): void
    {
        $native = Library::native();
        $of = $this->of;
        self::give(match (true) {
            is_string($of) => static fn (CData $error): int
                => $native->gu_upload_set_file($upload, $of, $error),
            // PHP does not move a string, and does not change one that has another owner: whoever has this source keeps it so.
            $of instanceof Bytes => static fn (CData $error): int
                => $native->gu_upload_set_memory($upload, $of->content, strlen($of->content), 0, null, $error),
            $of instanceof Descriptor => static fn (CData $error): int
                => $native->gu_upload_set_file_handle($upload, $of->number, $error),
            default => throw new \LogicException('a reader is no such source'),
        });
    }

    /**
     * Gives a source, of which the library takes a descriptor of its own.
     *
     * @param \Closure(CData): int $call
     */
    private static function give(#[\SensitiveParameter] \Closure $call): void
    {
        try {
            Library::call($call);
        } catch (ArgumentException $error) {
            // The argument is a descriptor of this package: what is wrong is EMFILE or ENFILE.
            $isLimit = preg_match('/\(os error 2[34]\)/', $error->getMessage()) === 1;
            throw $isLimit ? Errors::of(Status::Resources, 'source: there is no descriptor left') : $error;
        }
    }

    /**
     * @param resource $stream
     * @return array{Descriptor|Reader, ?string}
     */
    private static function ofStream(mixed $stream, ?int $size): array
    {
        $meta = stream_get_meta_data($stream);
        if (($meta['stream_type'] ?? '') === 'dir' || ((@fstat($stream) ?: [])['mode'] ?? 0) >> 12 === 4) {
            throw Errors::of(Status::SourceUnreadable, 'source: a directory, not a file');
        }
        if (!preg_match('/[r+]/', $meta['mode'] ?? 'r')) {
            throw Errors::of(Status::SourceUnreadable, 'source: the stream was not opened for reading');
        }
        $path = $meta['uri'] ?? '';
        $isFile = ($meta['wrapper_type'] ?? '') === 'plainfile';
        $name = $isFile ? $path : null;
        if ($isFile && $size === null && Descriptor::isSupported() && ftell($stream) === 0 && !StreamReader::mayBeFiltered($stream)) {
            $descriptor = self::opened($stream, $path);
            if ($descriptor !== null) {
                return [$descriptor, $name];
            }
        }
        return [SeekableStreamReader::of($stream, $size) ?? new StreamReader($stream), $name];
    }

    /**
     * The regular file that a stream has open, opened once more; null if its path is not its own any more.
     *
     * @param resource $stream
     */
    private static function opened(mixed $stream, string $path): ?Descriptor
    {
        if (!str_contains($path, "\0") && self::isAt($stream, $path)) {
            fflush($stream);
            $descriptor = Descriptor::open($path);
            return self::isAt($stream, $path) ? $descriptor : null;
        }
        return null;
    }

    /** @param resource $stream */
    private static function isAt(mixed $stream, string $path): bool
    {
        clearstatcache(true, $path);
        $open = fstat($stream);
        $there = @stat($path);
        return $open !== false && $there !== false && $open['mode'] >> 12 === 8
            && [$open['dev'], $open['ino']] === [$there['dev'], $there['ino']];
    }

    /** @param \Psr\Http\Message\StreamInterface $stream */
    private static function ofPsr(object $stream, ?int $size): Reader
    {
        $end = $stream->getSize();
        return $stream->isSeekable() && $end !== null ? new SeekablePsrReader($stream, $end, $size) : new PsrReader($stream);
    }
}
