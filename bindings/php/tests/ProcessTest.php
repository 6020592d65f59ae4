<?php

declare(strict_types=1);

namespace GraphUpload\Tests;

/** What the end of a process, signals and php.ini do. Each in a process of its own. */
final class ProcessTest extends SimulatedCase
{
    public function testHandlerMayExitDuringAnUpload(): void
    {
        $this->simulator()->fault('piece:*=stall:100000');
        [$status, $output] = $this->program(self::CLIENT . <<<'PHP'
            pcntl_async_signals(true);
            pcntl_signal(SIGALRM, fn () => exit(7));
            pcntl_alarm(1);
            $client->upload(new GraphUpload\Bytes(str_repeat('a', 2_000_000)), 'drive:/a');
            PHP);
        $this->assertSame([7, ''], [$status, $output]);
        $this->assertSame([], $this->simulator()->control('GET', '/state')['sessions']);
    }

    /** @dataProvider waits */
    public function testHandlerMayThrow(string $call): void
    {
        $this->simulator()->fault('piece:*=stall:100000');
        [$status, $output] = $this->program(self::CLIENT . <<<PHP
            // Not asynchronous: the package dispatches.
            pcntl_signal(SIGALRM, fn () => throw new DomainException('alarm'));
            pcntl_alarm(1);
            \$bytes = str_repeat('a', 400000);
            try {
                $call
            } catch (DomainException \$error) {
                echo \$error->getMessage();
            }
            PHP);
        $this->assertSame([0, 'alarm'], [$status, $output]);
    }

    /** @return iterable<string, array{string}> */
    public static function waits(): iterable
    {
        yield 'upload' => ['$client->upload(new GraphUpload\Bytes($bytes), "drive:/a");'];
        yield 'upload with a callback' => ['$client->upload([$bytes], "drive:/a", size: 400000);'];
        yield 'source that gives nothing' => ['$client->upload(popen("sleep 5", "r"), "drive:/a");'];
        yield 'slow generator' => ['$client->upload((function () { for (;;) { usleep(50000); yield "a"; } })(), "drive:/a");'];
        yield 'slow generator of known size' => ['$client->upload((function () { for (;;) { usleep(50000); yield "a"; } })(), '
            . '"drive:/a", size: 1000000);'];
        yield 'empty parts' => ['$client->upload((function () { for (;;) { yield ""; } })(), "drive:/a");'];
        yield 'session' => ['$client->session("drive:/a", 400000)->put($bytes);'];
        yield 'queue' => ['$queue = $client->queue(); $queue->submit([$bytes], "drive:/a"); $queue->next();'];
        yield 'job' => ['$client->queue()->submit([$bytes], "drive:/a")->result();'];
    }

    public function testHandlerThatReturnsLetsTheUploadGoOn(): void
    {
        $this->simulator()->fault('piece:1=delay:1500');
        [$status, $output] = $this->program(self::CLIENT . <<<'PHP'
            pcntl_async_signals(true);
            pcntl_signal(SIGALRM, fn () => print('alarm '));
            pcntl_alarm(1);
            echo $client->upload([str_repeat('a', 400000)], 'drive:/a', size: 400000)->size;
            echo pcntl_async_signals() ? ' async' : ' not';
            PHP);
        $this->assertSame([0, 'alarm 400000 async'], [$status, $output]);
    }

    public function testSignalThatArrivesAtTheEndIsHandled(): void
    {
        [$status, $output] = $this->program(self::CLIENT . <<<'PHP'
            pcntl_async_signals(true);
            pcntl_signal(SIGUSR1, fn () => print('handled '));
            $client->upload(new GraphUpload\Bytes('a'), 'drive:/a', progress: function ($now): void {
                if ($now->sent === $now->total) {
                    posix_kill(getmypid(), SIGUSR1);
                }
            });
            echo 'stored';
            PHP);
        $this->assertSame([0, 'handled stored'], [$status, $output]);
    }

    /** @dataProvider ends */
    public function testPartOfAStreamIsNeverStored(string $end, int $expected): void
    {
        [$status] = $this->program(self::CLIENT . <<<PHP
            \$queue = \$client->queue();
            \$queue->submit((function () {
                yield str_repeat('a', 1000);
                $end
                yield 'the rest';
            })(), 'drive:/a');
            \$queue->next();
            PHP);
        $this->assertSame($expected, $status);
        $this->assertSame([], $this->simulator()->files());
        $this->assertSame([], $this->simulator()->control('GET', '/state')['sessions']);
    }

    /** @return iterable<string, array{string, int}> */
    public static function ends(): iterable
    {
        yield 'exit' => ['exit(3);', 3];
        yield 'exception' => ['throw new DomainException();', 0];
        yield 'fatal error' => ['ini_set("memory_limit", "16M"); str_repeat("x", 100_000_000);', 255];
        yield 'killed' => ['posix_kill(getmypid(), SIGKILL);', 9];
    }

    public function testShutdownFunctionsMayStillUseAQueue(): void
    {
        [$status, $output] = $this->program(self::CLIENT . <<<'PHP'
            $queue = $client->queue();
            $job = $queue->submit(new GraphUpload\Bytes('a'), 'drive:/a');
            register_shutdown_function(function () use ($job): void {
                echo $job->result()->name;
            });
            PHP);
        $this->assertSame([0, 'a'], [$status, $output]);
    }

    public function testForkedChildEndsWithoutHarm(): void
    {
        $this->simulator()->fault('piece:1=delay:500');
        [$status, $output] = $this->program(self::CLIENT . <<<'PHP'
            $queue = $client->queue();
            $stream = (function () {
                yield str_repeat('a', 400000);
                yield 'b';
            })();
            $job = $queue->submit($stream, 'drive:/a');
            $queue->tick();
            $child = pcntl_fork();
            if ($child === 0) {
                $queue->tick();
                echo $client->upload(new GraphUpload\Bytes('b'), 'drive:/b')->name, ' ';
                exit(5);
            }
            pcntl_waitpid($child, $status);
            echo pcntl_wexitstatus($status), ' ', $job->result()->size;
            PHP);
        $this->assertSame([0, 'b 5 400001'], [$status, $output]);
    }

    public function testManyUploadsLeaveNothing(): void
    {
        [$status, $output] = $this->program(self::CLIENT . <<<'PHP'
            $count = fn (): int => count(scandir('/proc/self/fd'));
            $client->upload(['a'], 'drive:/0');
            $before = [$count(), 0];
            for ($number = 1; $number <= 30; $number++) {
                $client->upload(['a'], "drive:/$number", size: 1, progress: fn () => null);
                $client->upload(['a'], "drive:/again $number");
                $client->queue()->submit(new GraphUpload\Bytes('b'), "drive:/b $number")->result();
                $before[1] = $before[1] ?: memory_get_usage();
            }
            gc_collect_cycles();
            echo $count() - $before[0], ' ', memory_get_usage() - $before[1] < 100_000 ? 'same' : memory_get_usage() - $before[1];
            PHP);
        $this->assertSame([0, '0 same'], [$status, $output]);
    }

    /** @dataProvider limits */
    public function testErrorIsToldWithoutDescriptors(int $limit): void
    {
        [$status, $output] = $this->program(self::CLIENT . <<<PHP
            posix_setrlimit(POSIX_RLIMIT_NOFILE, $limit, $limit);
            PHP . <<<'PHP'

            $queue = $client->queue();
            $queue->pause();
            try {
                for ($number = 0; $number < 100; $number++) {
                    $queue->submit((fn () => yield 'a')(), "drive:/$number");
                }
            } catch (GraphUpload\Exception\ResourceException $error) {
                echo $error->getMessage();
            }
            PHP);
        $this->assertSame([0, 'source: there is no descriptor left'], [$status, $output]);
    }

    /** @return iterable<array{int}> */
    public static function limits(): iterable
    {
        // A submission takes some, and may fail at each.
        yield from [[61], [62], [63], [64]];
    }

    public function testEndOfAJobIsToldWithoutDescriptors(): void
    {
        [$status, $output] = $this->program(self::CLIENT . <<<'PHP'
            $queue = $client->queue();
            $queue->pause();
            $jobs = [$queue->submit(new GraphUpload\Bytes('a'), 'drive:/a'), $queue->submit(['b'], 'drive:/b')];
            $files = [];
            posix_setrlimit(POSIX_RLIMIT_NOFILE, 64, 64);
            while ($file = @fopen('/dev/null', 'r')) {
                $files[] = $file;
            }
            $queue->resume();
            foreach ($jobs as $job) {
                echo $job->exception(20)?->statusName, ' ';
            }
            PHP);
        // Connections and spool files need descriptors.
        $this->assertSame([0, 'GU_ERR_RESOURCES GU_ERR_RESOURCES '], [$status, $output]);
    }

    public function testPreloaded(): void
    {
        $package = dirname((string) (new \ReflectionClass(\GraphUpload\Client::class))->getFileName(), 2);
        [$status, $header] = $this->program('echo GraphUpload\GraphUpload::header();');
        $this->assertSame(0, $status);
        $options = ['-d', 'ffi.enable=preload', '-d', 'ffi.preload=' . $this->written('graph_upload.h', $header),
            '-d', 'opcache.enable=1', '-d', 'opcache.enable_cli=1', '-d', "opcache.preload=$package/preload.php",
            '-d', 'opcache.preload_user=' . (posix_getpwuid(posix_geteuid())['name'] ?? '')];
        $code = self::CLIENT . <<<'PHP'
            echo $client->upload(new GraphUpload\Bytes('a'), 'drive:/' . PHP_SAPI)->name, ' ';
            $queue = $client->queue();
            $queue->submit(['b'], 'drive:/b ' . PHP_SAPI, progress: fn () => true);
            echo $queue->next()->result()->name, ' ';
            echo in_array(GraphUpload\Client::class, opcache_get_status()['preload_statistics']['classes'], true) ? 'preloaded' : 'not';
            PHP;
        $this->assertSame([0, 'cli b cli preloaded'], $this->program($code, $options));
        // A web server's PHP, if there is one: it permits nothing but preloaded files.
        $cgi = trim((string) shell_exec('command -v php-cgi'));
        if ($cgi !== '') {
            $this->assertSame([0, 'cgi-fcgi b cgi-fcgi preloaded'], $this->program($code, ['-q', ...$options], $cgi));
            [, $output] = $this->program($code, ['-q', '-d', 'ffi.enable=preload', '-d', 'html_errors=0'], $cgi);
            $this->assertStringContainsString('set ffi.enable, or preload the package', $output);
        }
    }

    public function testPreloadScriptLoadsTheLibrary(): void
    {
        if (posix_geteuid() === 0) {
            // PHP refuses FFI::load() to a preload script of root, and says so.
            $this->assertTrue(true);
            return;
        }
        $package = dirname((string) (new \ReflectionClass(\GraphUpload\Client::class))->getFileName(), 2);
        $options = ['-d', 'ffi.enable=preload', '-d', 'opcache.enable_cli=1', '-d', "opcache.preload=$package/preload.php"];
        $code = 'echo GraphUpload\Internal\Library::isPreloaded() ? "preloaded" : "not";';
        $this->assertSame([0, 'preloaded'], $this->program($code, $options));
    }
}
