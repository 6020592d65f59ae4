<?php

declare(strict_types=1);

namespace GraphUpload\Tests;

use GraphUpload\Bytes;
use GraphUpload\Cancel;
use GraphUpload\Exception\CancelledException;
use GraphUpload\Exception\DeadlineException;
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
        $base64 = base64_encode($content);
        $filtered = static function (mixed $stream, string $filter): mixed {
            stream_filter_append($stream, $filter, STREAM_FILTER_READ);
            return $stream;
        };
        $temp = static function (string $kind) use ($content): mixed {
            $stream = fopen("php://$kind", 'w+b');
            fwrite($stream, $content);
            rewind($stream);
            return $stream;
        };
        $deflated = static function (string $path) use ($filtered, $content): mixed {
            file_put_contents("$path.z", gzdeflate($content));
            return $filtered(fopen("$path.z", 'rb'), 'zlib.inflate');
        };
        yield 'file that a filter inflates' => [$deflated, null, $content];
        yield 'file that a filter inflates, of known size' => [$deflated, self::SIZE, $content];
        $inverted = static fn (string $path) => $filtered(fopen($path, 'rb'), InvertingFilter::register());
        yield 'file that a filter of the program changes' => [$inverted, null, ~$content];
        yield 'file with a filter, a part' => [$inverted, 1_000_000, substr(~$content, 0, 1_000_000)];
        yield 'php://filter' => [
            static fn (string $path) => fopen("php://filter/read=convert.base64-encode/resource=$path", 'rb'),
            null,
            $base64,
        ];
        foreach (['memory', 'temp'] as $kind) {
            yield "php://$kind with a filter" => [static fn () => $filtered($temp($kind), 'convert.base64-encode'), null, $base64];
            yield "php://$kind, a part" => [static fn () => $temp($kind), 1_000_000, substr($content, 0, 1_000_000)];
        }
        yield 'process with a filter' => [
            static fn (string $path) => $filtered(popen('cat ' . escapeshellarg($path), 'r'), 'convert.base64-encode'),
            null,
            $base64,
        ];
        yield 'stream of the program' => [static fn () => ForwardStream::give($content), null, $content];
        yield 'stream of the program, of known size' => [static fn () => ForwardStream::give($content), self::SIZE, $content];
        yield 'stream of the program with a filter' => [
            static fn () => $filtered(ForwardStream::give($content), 'convert.base64-encode'),
            null,
            $base64,
        ];
        yield 'PSR-7, a part' => [static fn () => new PsrStream($content, true), 1_000_000, substr($content, 0, 1_000_000)];
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

    /** @dataProvider endless */
    public function testSourceWithoutAnEndLeavesTheTimeout(\Closure $source, ?int $size): void
    {
        $client = $this->simulator()->client();
        $begun = microtime(true);
        try {
            $client->upload($source(), 'drive:/a', size: $size, timeout: 0.5);
            $this->fail('it has ended');
        } catch (DeadlineException) {
            $this->assertLessThan(2, microtime(true) - $begun);
        }
        $begun = microtime(true);
        try {
            $client->upload($source(), 'drive:/a', size: $size, cancel: new Cancel(fn () => microtime(true) < $begun + 0.5));
            $this->fail('it has ended');
        } catch (CancelledException) {
            $this->assertLessThan(2, microtime(true) - $begun);
        }
        $queue = $client->queue();
        $job = $queue->submit($source(), 'drive:/a', size: $size);
        $begun = microtime(true);
        $this->assertFalse($job->wait(0.3));
        $this->assertNull($queue->next(0.3));
        $this->assertLessThan(2, microtime(true) - $begun);
        for ($times = 0; $times < 3; $times++) {
            $begun = microtime(true);
            $queue->tick();
            $this->assertNull($queue->next(0));
            $this->assertLessThan(0.5, microtime(true) - $begun);
        }
        $job->cancel();
        $this->assertInstanceOf(CancelledException::class, $job->exception(2));
    }

    /** @return iterable<string, array{\Closure(): mixed, ?int}> */
    public static function endless(): iterable
    {
        $slow = static function (): \Generator {
            for (;;) {
                usleep(100_000);
                yield 'a';
            }
        };
        $empty = static function (): \Generator {
            for (;;) {
                yield '';
            }
        };
        $reader = static fn (): Reader => new class implements Reader {
            public function read(int $length): string
            {
                usleep(100_000);
                return 'a';
            }
        };
        $kinds = ['slow generator' => $slow, 'slow reader' => $reader, 'empty parts' => $empty,
            'stream that gives nothing' => static fn () => ForwardStream::give('')];
        foreach ($kinds as $name => $source) {
            yield $name => [$source, null];
            yield "$name, of known size" => [$source, 1_000_000];
        }
    }

    public function testSourceMayUploadItself(): void
    {
        $client = $this->simulator()->client();
        $source = static function (string $name) use ($client): \Generator {
            yield 'a';
            yield $client->upload(['in ', $name], "drive:/in $name")->name;
            yield $client->queue()->submit(['in ', $name], "drive:/queue $name")->result()->name;
        };
        $client->upload($source('1'), 'drive:/1');
        $client->upload($source('2'), 'drive:/2', size: 12);
        $client->queue()->submit($source('3'), 'drive:/3')->result();
        $files = $this->simulator()->files();
        foreach (['1', '2', '3'] as $name) {
            $this->assertSame("in $name", $files["me/drive/root:/in $name"]);
            $this->assertSame("ain {$name}queue $name", $files["me/drive/root:/$name"]);
        }
    }

    public function testQueueTakesTurnsBetweenSlowSources(): void
    {
        $queue = $this->simulator()->client()->queue(3);
        $slow = static function (int $parts): \Generator {
            for ($part = 0; $part < $parts; $part++) {
                usleep(60_000);
                yield 'a';
            }
        };
        $jobs = [$queue->submit($slow(1000), 'drive:/a'), $queue->submit($slow(1000), 'drive:/b'), $queue->submit($slow(3), 'drive:/c')];
        $this->assertSame($jobs[2], $queue->next(5));
        $this->assertSame(3, $jobs[2]->result()->size);
    }

    public function testSourceOfUnknownSizeIsNotWaitedFor(): void
    {
        $client = $this->simulator()->client();
        $client->upload(['a'], 'drive:/first');
        $times = ['a' => [], 'b' => []];
        for ($number = 0; $number < 9; $number++) {
            foreach (['a' => new Bytes('a'), 'b' => ['b']] as $name => $source) {
                $begun = microtime(true);
                $client->upload($source, "drive:/$name$number");
                $times[$name][] = microtime(true) - $begun;
            }
        }
        sort($times['a']);
        sort($times['b']);
        $this->assertLessThan($times['a'][4] + 0.06, $times['b'][4]);
    }

    /** @dataProvider unreadable */
    public function testUnreadableStreamIsASourceException(\Closure $source, string $message): void
    {
        $client = $this->simulator()->client();
        foreach ([fn () => $client->upload($source($this->folder('a')), 'drive:/a'),
            fn () => $client->upload($source($this->folder('a')), 'drive:/a', size: 5),
            fn () => $client->queue()->submit($source($this->folder('a')), 'drive:/a')->result()] as $call) {
            try {
                $call();
                $this->fail('it is stored');
            } catch (SourceException $error) {
                $this->assertSame(Status::SourceUnreadable, $error->status);
                $this->assertStringContainsString($message, $error->getMessage());
            }
        }
        $this->assertSame([], $this->simulator()->files());
    }

    /** @return iterable<string, array{\Closure(string): mixed, string}> */
    public static function unreadable(): iterable
    {
        yield 'opendir' => [static fn () => opendir('/tmp'), 'source: a directory, not a file'];
        yield 'directory' => [static fn () => fopen('/tmp', 'rb'), 'source: a directory, not a file'];
        yield 'no reading' => [static function (string $path): mixed {
            $stream = fopen($path, 'wb');
            fwrite($stream, 'abcdef');
            return $stream;
        }, 'source: the stream was not opened for reading'];
    }

    public function testSizeOfWhatHasOneIsAnError(): void
    {
        $client = $this->simulator()->client();
        foreach ([$this->written('a', 'abc'), new Bytes('abc'), new \SplFileInfo($this->folder('a'))] as $source) {
            try {
                $client->upload($source, 'drive:/a', size: 2);
                $this->fail('it is stored');
            } catch (\ValueError $error) {
                $this->assertStringContainsString('size: ', $error->getMessage());
            }
        }
    }

    public function testStreamOfPsrThatIsLongerThanItSaysIsNotStored(): void
    {
        $stream = new class (str_repeat('a', 100), true) extends PsrStream {
            public function getSize(): ?int
            {
                return 50;
            }
        };
        $this->expectException(SourceException::class);
        $this->expectExceptionMessage('source: the stream is longer than it says');
        $this->simulator()->client()->upload($stream, 'drive:/a');
    }
}
