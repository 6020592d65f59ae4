<?php

declare(strict_types=1);

namespace GraphUpload\Tests;

use GraphUpload\Bytes;
use GraphUpload\Cancel;
use GraphUpload\Client;
use GraphUpload\Conflict;
use GraphUpload\Exception\ArgumentException;
use GraphUpload\Exception\ConflictException;
use GraphUpload\Exception\DeadlineException;
use GraphUpload\Exception\DeniedException;
use GraphUpload\Exception\DiffersException;
use GraphUpload\Exception\GraphUploadException;
use GraphUpload\Exception\SignInException;
use GraphUpload\Exception\StateException;
use GraphUpload\GraphUpload;
use GraphUpload\Integrity;
use GraphUpload\Progress;
use GraphUpload\Status;
use GraphUpload\Target;
use GraphUpload\TokenRequest;

final class ClientTest extends SimulatedCase
{
    public function testVersionIsThatOfTheLibrary(): void
    {
        $this->assertMatchesRegularExpression('/^\d+\.\d+\.\d+$/', GraphUpload::version());
        $this->assertNotEmpty(GraphUpload::rules()[0]);
    }

    public function testItemHasWhatTheServiceSays(): void
    {
        $item = $this->simulator()->client()->upload(new Bytes('May'), 'drive:/May.txt');
        $this->assertSame(['May.txt', 3, Integrity::Verified, false], [$item->name, $item->size, $item->integrity, $item->recovered]);
        $this->assertSame($item->id, $item->description['id']);
        $this->assertStringNotContainsString('downloadUrl', print_r($item, true));
    }

    public function testOneFileWithoutAClient(): void
    {
        $service = $this->simulator();
        $sent = 0;
        $progress = function (Progress $now) use (&$sent): void {
            $sent = $now->sent;
        };
        $path = $this->written('a.txt', 'abc');
        $options = ['base_url' => $service->url, 'ca_file' => $service->caFile, 'loopback' => true];
        GraphUpload::upload($path, 'drive:/in/', $service->token, $progress, ...$options);
        $this->assertSame('abc', $service->file('me/drive/root:/in/a.txt'));
        $this->assertSame(3, $sent);
    }

    public function testSecretsAreNotShown(): void
    {
        $token = 'sec' . 'ret-of-the-token';
        $proxy = 'http://user:sec' . 'ret-of-the-proxy@localhost:1';
        $key = str_pad('sec' . 'ret-of-the-key', 32, 'k');
        $share = 'https://contoso.example/sec' . 'ret-of-the-share';
        $client = new Client($token, proxy: $proxy);
        $callback = new Client(static fn (): string => $token);
        $callback->queue()->submit('/nowhere', 'drive:/a')->exception();
        $queue = $client->queue();
        $job = $queue->submit('/nowhere', 'drive:/a', key: $key, stateFile: $this->folder('state'));
        $errors = [];
        $ignored = ini_set('zend.exception_ignore_args', '0');
        $length = ini_set('zend.exception_string_param_max_len', '1000');
        foreach ([static fn () => new Client($token, proxy: $proxy, piece_bytes: -1),
            static fn () => new Client("$token\0"), static fn () => new Client($token, proxy: "ftp:$proxy"),
            static fn () => new Client($token, proxy: ["$proxy\0"]),
            fn () => $this->simulator()->client(token: $token, proxy: $proxy, piece_bytes: -1),
            static fn () => $client->setToken("$token\0"), static fn () => $client->upload('/nowhere', 'drive:/a', key: "$key!"),
            static fn () => $client->resume('drive:/a', "$token is no state", $key),
            static fn () => Target::driveShare("$share\0"), static fn () => Target::driveShare($share, nothing: 1),
            static fn () => GraphUpload::upload('/nowhere', 'drive:/a', $token, null, proxy: $proxy, piece_bytes: -1)] as $call) {
            try {
                $call();
                $this->fail('it has not failed');
            } catch (\ValueError|GraphUploadException $error) {
                $trace = array_map(static fn (array $frame): mixed => str_starts_with($frame['class'] ?? '', 'GraphUpload\\')
                    && !str_starts_with($frame['class'], 'GraphUpload\\Tests') ? $frame['args'] ?? null : null, $error->getTrace());
                $errors[] = print_r($trace, true) . $error->getTraceAsString() . $error->getMessage();
            }
        }
        ini_set('zend.exception_ignore_args', (string) $ignored);
        ini_set('zend.exception_string_param_max_len', (string) $length);
        foreach ([$client, $callback, $queue, $job] as $shown) {
            ob_start();
            var_dump($shown, (array) $shown);
            $errors[] = ob_get_clean() . print_r($shown, true) . @var_export($shown, true);
        }
        foreach ($errors as $number => $text) {
            $this->assertStringNotContainsString('secret-of', $text, "$number");
        }
    }

    /** @dataProvider wrongArguments */
    public function testWrongArgumentsAreNamed(string $message, \Closure $call): void
    {
        $client = $this->simulator()->client();
        $this->expectExceptionMessage($message);
        $call($client);
    }

    /** @return iterable<string, array{string, \Closure(Client): mixed}> */
    public static function wrongArguments(): iterable
    {
        yield 'source' => ['source: a path', static fn (Client $client) => $client->upload(5, 'drive:/a')];
        yield 'source null' => ['not null', static fn (Client $client) => $client->upload(null, 'drive:/a')];
        yield 'parts' => ['source: it must give strings, not int', static fn (Client $client) => $client->upload([1], 'drive:/a')];
        yield 'path' => ['source: NUL', static fn (Client $client) => $client->upload("a\0b", 'drive:/a')];
        yield 'target' => ['text: NUL', static fn (Client $client) => $client->upload(new Bytes(''), "drive:/a\0")];
        yield 'size' => ['size: ', static fn (Client $client) => $client->upload(['a'], 'drive:/a', size: -1)];
        yield 'key' => ['key: 32 bytes', static fn (Client $client) => $client->upload(new Bytes(''), 'drive:/a', key: 'short')];
        yield 'state file' => ['stateFile: NUL', static fn (Client $client)
            => $client->upload(new Bytes(''), 'drive:/a', stateFile: "\0")];
        yield 'token' => ['token: a string', static fn () => new Client(5)];
        yield 'token with NUL' => ['token: NUL', static fn () => new Client("a\0")];
        yield 'log' => ['log: a callable', static fn () => new Client('x', 5)];
        yield 'option' => ['an option is given by its name', static fn () => new Client('x', null, 5)];
        yield 'unknown option' => ['no_such', static fn () => new Client('x', no_such: 5)];
        yield 'type of an option' => ['piece_bytes: ', static fn () => new Client('x', piece_bytes: 1.5)];
        yield 'property' => ['a property is given by its name', static fn () => Target::drivePath('a', null, 5)];
        yield 'unknown property' => ['no_such', static fn () => Target::drivePath('a', no_such: '1')];
        foreach (['yesterday', 1, 5.5, null] as $value) {
            yield 'date, ' . get_debug_type($value) => ['modified: a DateTimeInterface expected, not ' . get_debug_type($value),
                static fn () => Target::drivePath('a', modified: $value)];
        }
        $timeout = 'timeout: not a number';
        yield 'timeout' => [$timeout, static fn (Client $client) => $client->upload(new Bytes(''), 'drive:/a', timeout: NAN)];
        yield 'timeout of a source of known size' => [$timeout, static fn (Client $client)
            => $client->upload(['a'], 'drive:/a', size: 1, timeout: NAN)];
        yield 'timeout of next()' => [$timeout, static fn (Client $client) => $client->queue()->next(NAN)];
        yield 'timeout of asCompleted()' => [$timeout, static fn (Client $client)
            => iterator_to_array($client->queue()->asCompleted(NAN))];
        yield 'timeout of a job' => [$timeout, static fn (Client $client)
            => $client->queue()->submit(new Bytes(''), 'drive:/a')->result(NAN)];
        yield 'timeout of room' => ['roomTimeout: not a number', static fn (Client $client) => $client->queue(roomTimeout: NAN)];
        yield 'at once' => ['at_once', static fn (Client $client) => $client->queue(0)];
    }

    public function testOptionsTakeEnumsListsAndPairs(): void
    {
        $client = $this->simulator()->client(
            api_version: \GraphUpload\ApiVersion::Beta,
            ip_version: \GraphUpload\IpVersion::Any,
            locked_policy: \GraphUpload\LockedPolicy::Fail,
            baseline: \GraphUpload\Baseline::Quick,
            retry_budget: [3, 10000],
            upload_host: ['a.example.com', 'b.example.com'],
            base_url: $this->simulator()->url,
        );
        $client->upload(new Bytes('x'), 'drive:/x');
        $this->assertStringStartsWith('/beta/', $this->simulator()->requests()[0]['target']);
    }

    public function testPropertiesTakeEnumsAndDates(): void
    {
        $client = $this->simulator()->client();
        $target = Target::drivePath('a.txt', conflict: Conflict::Replace, modified: new \DateTimeImmutable('2026-01-02T03:04:05.678Z'));
        $client->upload(new Bytes('old'), $target);
        $item = $client->upload(new Bytes('new'), $target);
        $this->assertSame('new', $this->simulator()->file('me/drive/root:/a.txt'));
        $target->set('conflict', 'fail');
        $this->expectException(ConflictException::class);
        $client->upload(new Bytes('newer'), $target);
    }

    public function testClosedClient(): void
    {
        $client = $this->simulator()->client();
        $client->close();
        $client->close();
        $this->expectException(StateException::class);
        $this->expectExceptionMessage('the client is closed');
        $client->upload(new Bytes(''), 'drive:/a');
    }

    public function testErrorHasItsFields(): void
    {
        $this->simulator()->fault('inline:1=403;request-id: 11112222-3333-4444-5555-666677778888;error=accessDenied,No');
        try {
            $this->simulator()->client()->upload(new Bytes('a'), 'drive:/a');
            $this->fail('it is stored');
        } catch (DeniedException $error) {
            $this->assertSame(Status::Denied, $error->status);
            $this->assertSame(Status::Denied->value, $error->getCode());
            $this->assertSame(['GU_ERR_DENIED', 403, 'accessDenied'], [$error->statusName, $error->httpStatus, $error->serviceCode()]);
            $this->assertSame('11112222-3333-4444-5555-666677778888', $error->requestId);
        }
    }

    public function testTimeoutIsADeadline(): void
    {
        $this->simulator()->fault('piece:*=stall:100000');
        $client = $this->simulator()->client(one_request_bytes: 0);
        foreach ([new Bytes(self::content(400000)), [self::content(400000)]] as $number => $source) {
            try {
                $client->upload($source, "drive:/$number", size: is_array($source) ? 400000 : null, timeout: 0.2);
                $this->fail('it is stored');
            } catch (DeadlineException $error) {
                $this->assertSame(Status::Cancelled, $error->status);
            }
        }
    }

    public function testCancelIsAsked(): void
    {
        $this->simulator()->fault('piece:*=stall:100000');
        $client = $this->simulator()->client(one_request_bytes: 0);
        $asked = 0;
        $cancel = new Cancel(static function () use (&$asked): bool {
            return ++$asked < 3;
        });
        try {
            $client->upload(new Bytes(self::content(400000)), 'drive:/a', cancel: $cancel);
            $this->fail('it is stored');
        } catch (\GraphUpload\Exception\CancelledException $error) {
            $this->assertSame(3, $asked);
            $this->assertTrue($cancel->isRequested());
        }
        $this->expectException(\GraphUpload\Exception\CancelledException::class);
        $client->upload(new Bytes('b'), 'drive:/b', cancel: $cancel);
    }

    public function testDiffersHasTheItem(): void
    {
        $client = $this->simulator('--set', 'drive.rewritten=docx')->client(token: fn (): string => $this->simulator()->token);
        try {
            $client->upload(new Bytes(self::content(1000)), 'drive:/a.docx', differsIsError: true);
            $this->fail('it does not differ');
        } catch (DiffersException $error) {
            $this->assertSame('a.docx', $error->item?->name);
        }
    }

    public function testTokenOfTheWrongTypeIsThrown(): void
    {
        $client = $this->simulator()->client(token: static fn (): int => 5);
        $this->expectException(\TypeError::class);
        $this->expectExceptionMessage('token: the callback must return a string, not int');
        $client->upload(new Bytes('a'), 'drive:/a');
    }

    public function testTokenIsReplaced(): void
    {
        $asked = [];
        $client = $this->simulator()->client(token: static function (TokenRequest $request) use (&$asked): string {
            $asked[] = $request->rejected;
            return 'wrong';
        });
        $client->setToken($this->simulator()->token);
        $client->upload(new Bytes('a'), 'drive:/a');
        $this->assertSame([], $asked);
        $client->setToken('wrong');
        try {
            $client->session('drive:/b', 400000);
            $this->fail('the token is taken');
        } catch (SignInException $error) {
            $this->assertSame(401, $error->httpStatus);
        }
        $this->assertContains(true, $asked);
    }

    public function testLoggerOfPsr(): void
    {
        if (!interface_exists(\Psr\Log\LoggerInterface::class)) {
            require_once 'Psr/Log/autoload.php';
        }
        $logger = new class extends \Psr\Log\AbstractLogger {
            /** @var list<string> */
            public array $lines = [];

            public function log($level, $message, array $context = []): void
            {
                $this->lines[] = "$level $message";
            }
        };
        $this->simulator()->client(log: $logger)->upload(new Bytes('a'), 'drive:/a');
        $this->assertStringContainsString('201', implode("\n", $logger->lines));
        $this->assertStringStartsWith('info ', $logger->lines[0]);
    }

    public function testCallbacksMayUploadThemselves(): void
    {
        $client = $this->simulator()->client(one_request_bytes: 0);
        $inner = null;
        $source = (function () use ($client, &$inner): \Generator {
            $inner = $client->upload(new Bytes('inner'), 'drive:/inner')->name;
            yield 'outer';
        })();
        $client->upload($source, 'drive:/outer', size: 5);
        $this->assertSame('inner', $inner);
        $this->assertSame('outer', $this->simulator()->file('me/drive/root:/outer'));
    }

    public function testErrorsOfCodeInCallbacksReachTheCaller(): void
    {
        $client = $this->simulator()->client();
        $this->expectException(\DivisionByZeroError::class);
        $client->upload(['abc'], 'drive:/a', size: 3, progress: static fn (Progress $now): int => intdiv($now->sent, 0));
    }
}
