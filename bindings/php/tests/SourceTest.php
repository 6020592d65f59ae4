<?php

declare(strict_types=1);

namespace GraphUpload\Tests;

use GraphUpload\Bytes;
use GraphUpload\Exception\SourceException;
use GraphUpload\Reader;
use GraphUpload\SeekableReader;
use GraphUpload\Status;

final class SourceTest extends SimulatedCase
{
    private const SIZE = 1_500_000;

    /** @dataProvider sources */
    public function testEachSourceIsStoredWhole(\Closure $source, ?int $size, string $expected): void
    {
        $path = $this->written('a.bin', self::content(self::SIZE));
        $client = $this->simulator()->client(piece_bytes: 983040, one_request_bytes: 0);
        $last = null;
        $progress = static function (\GraphUpload\Progress $now) use (&$last): void {
            $last = $now;
        };
        $client->upload($source($path), 'drive:/upload', size: $size, progress: $progress);
        $job = $client->queue()->submit($source($path), 'drive:/job', size: $size);
        $job->result();
        $this->assertSame(strlen($expected), $last?->sent);
        $stored = array_map(md5(...), $this->simulator()->files());
        ksort($stored);
        $this->assertSame(['me/drive/root:/job' => md5($expected), 'me/drive/root:/upload' => md5($expected)], $stored);
    }

    /** @return iterable<string, array{\Closure(string): mixed, ?int, string}> */
    public static function sources(): iterable
    {
        $content = self::content(self::SIZE);
        yield 'path' => [static fn (string $path) => $path, null, $content];
        yield 'file' => [static fn (string $path) => new \SplFileInfo($path), null, $content];
        yield 'bytes' => [static fn () => new Bytes($content), null, $content];
        yield 'stream' => [static fn (string $path) => fopen($path, 'rb'), null, $content];
        yield 'stream from its position' => [static function (string $path): mixed {
            $stream = fopen($path, 'rb');
            fseek($stream, 1_000_001);
            return $stream;
        }, null, substr($content, 1_000_001)];
        yield 'stream, a part' => [static fn (string $path) => fopen($path, 'rb'), 1_000_000, substr($content, 0, 1_000_000)];
        yield 'stream with unwritten bytes' => [static function (string $path): mixed {
            $stream = fopen("$path.new", 'w+b');
            fwrite($stream, 'abc');
            rewind($stream);
            return $stream;
        }, null, 'abc'];
        yield 'deleted file' => [static function (string $path): mixed {
            copy($path, "$path.deleted");
            $stream = fopen("$path.deleted", 'rb');
            unlink("$path.deleted");
            return $stream;
        }, null, $content];
        yield 'replaced file' => [static function (string $path): mixed {
            copy($path, "$path.replaced");
            $stream = fopen("$path.replaced", 'rb');
            unlink("$path.replaced");
            file_put_contents("$path.replaced", 'another');
            return $stream;
        }, null, $content];
        yield 'memory stream' => [static function () use ($content): mixed {
            $stream = fopen('php://temp', 'w+b');
            fwrite($stream, $content);
            rewind($stream);
            return $stream;
        }, null, $content];
        yield 'compressed file' => [static function (string $path) use ($content): mixed {
            file_put_contents("compress.zlib://$path.gz", $content);
            return fopen("compress.zlib://$path.gz", 'rb');
        }, null, $content];
        yield 'process' => [static fn (string $path) => popen('cat ' . escapeshellarg($path), 'r'), null, $content];
        yield 'named pipe' => [static function (string $path): mixed {
            $pipe = $path . '.' . bin2hex(random_bytes(4));
            posix_mkfifo($pipe, 0600);
            proc_open(['sh', '-c', 'cat "$1" >"$2"', 'sh', $path, $pipe], [], $pipes);
            return fopen($pipe, 'rb');
        }, null, $content];
        yield 'generator' => [static fn () => (static function () use ($content): \Generator {
            yield '';
            yield from str_split($content, 70_000);
            yield '';
        })(), null, $content];
        yield 'array of known size' => [static fn () => str_split($content, 100_003), self::SIZE, $content];
        yield 'too many parts' => [static fn () => [$content, 'and more'], self::SIZE, $content];
        yield 'nothing' => [static fn () => [], null, ''];
        yield 'reader that gives too much' => [static fn () => new class ($content) implements Reader {
            public function __construct(private string $content)
            {
            }

            public function read(int $length): string
            {
                [$content, $this->content] = [$this->content, ''];
                return $content;
            }
        }, null, $content];
        yield 'seekable reader' => [static fn () => new class ($content) implements SeekableReader {
            private int $at = 0;

            public function __construct(private readonly string $content)
            {
            }

            public function size(): int
            {
                return strlen($this->content);
            }

            public function seek(int $offset): void
            {
                $this->at = $offset;
            }

            public function read(int $length): string
            {
                $part = substr($this->content, $this->at, min($length, 99_999));
                $this->at += strlen($part);
                return $part;
            }
        }, null, $content];
        yield 'PSR-7' => [static fn () => new PsrStream($content, true), null, $content];
        yield 'PSR-7, forward' => [static fn () => new PsrStream($content, false), null, $content];
    }

    public function testShortSourceIsNotStored(): void
    {
        $client = $this->simulator()->client();
        foreach ([fn () => $client->upload(['abc'], 'drive:/a', size: 5),
            fn () => $client->queue()->submit(['abc'], 'drive:/a', size: 5)->result()] as $call) {
            try {
                $call();
                $this->fail('it is stored');
            } catch (SourceException $error) {
                $this->assertSame(Status::SourceShort, $error->status);
            }
        }
        $this->assertSame([], $this->simulator()->files());
    }

    public function testBytesStayWhatTheyWere(): void
    {
        $queue = $this->simulator()->client()->queue();
        $queue->pause();
        $content = str_repeat('a', 100_000);
        $job = $queue->submit(new Bytes($content), 'drive:/a');
        $content[0] = 'b';
        gc_collect_cycles();
        $queue->resume();
        $job->result();
        $this->assertSame(str_repeat('a', 100_000), $this->simulator()->file('me/drive/root:/a'));
    }

    public function testUploadIsNamedAsItsFile(): void
    {
        $client = $this->simulator()->client();
        $client->upload(new \SplFileInfo($this->written('Übersicht 1.txt', 'x')), 'drive:/in/');
        $client->upload(fopen($this->written('b.txt', 'y'), 'rb'), 'drive:/in/');
        $this->assertSame('x', $this->simulator()->file('me/drive/root:/in/Übersicht 1.txt'));
        $this->assertSame('y', $this->simulator()->file('me/drive/root:/in/b.txt'));
    }

    public function testStreamThatTimesOutIsAnError(): void
    {
        [$ours, $theirs] = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
        fwrite($theirs, 'abc');
        stream_set_timeout($ours, 0, 1000);
        $this->expectExceptionMessage('source: the stream has timed out');
        $read = 0;
        $source = new \GraphUpload\Internal\StreamReader($ours);
        while ($read < 10) {
            $read += strlen($source->read(10));
        }
    }

    public function testClosedStreamIsAnError(): void
    {
        $queue = $this->simulator()->client()->queue();
        $queue->pause();
        $stream = popen('true', 'r');
        $job = $queue->submit($stream, 'drive:/a');
        pclose($stream);
        $queue->resume();
        $this->assertStringContainsString('source: the stream was closed', (string) $job->exception()?->getMessage());
        $this->assertSame([], $this->simulator()->files());
    }
}
