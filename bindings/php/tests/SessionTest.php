<?php

declare(strict_types=1);

namespace GraphUpload\Tests;

use GraphUpload\Cancel;
use GraphUpload\Exception\BusyException;
use GraphUpload\Exception\CancelledException;
use GraphUpload\Exception\SavedStateException;
use GraphUpload\Exception\StateException;
use GraphUpload\Kind;
use GraphUpload\Progress;
use GraphUpload\Session;
use GraphUpload\Status;

final class SessionTest extends SimulatedCase
{
    private const SIZE = 2_000_000;

    private function session(?callable $save = null, ?string $key = null): Session
    {
        return $this->simulator()->client(piece_bytes: 983040)->session('drive:/a.bin', self::SIZE, $save, $key);
    }

    public function testSaveGetsEachStateAndAnyContinues(): void
    {
        $states = [];
        $key = str_repeat('k', 32);
        $session = $this->session(static function (string $state) use (&$states): void {
            $states[] = $state;
        }, $key);
        $content = self::content(self::SIZE);
        $session->put(substr($content, 0, 1_500_000));
        $this->assertGreaterThanOrEqual(2, count($states));
        $this->assertSame([1_500_000, 983_040, self::SIZE], [$session->offset(), $session->confirmed(), $session->size()]);
        $this->assertGreaterThan(new \DateTimeImmutable('2000-01-01'), $session->expires() ?? new \DateTimeImmutable());
        unset($session);
        $client = $this->simulator()->client(piece_bytes: 983040);
        try {
            $client->resume('drive:/a.bin', $states[0]);
            $this->fail('it is not sealed');
        } catch (SavedStateException) {
        }
        $resumed = $client->resume('drive:/a.bin', $states[0], $key);
        $this->assertSame(983_040, $resumed->offset());
        $resumed->put(substr($content, $resumed->offset()));
        $this->assertSame(self::SIZE, $resumed->finish()->size);
        $this->assertSame(md5($content), md5($this->simulator()->file('me/drive/root:/a.bin')));
    }

    public function testWhatSaveThrowsEndsTheCallBeforeItsRequest(): void
    {
        $calls = 0;
        $session = $this->session(static function () use (&$calls): void {
            if (++$calls > 1) {
                throw new \DomainException('the disk is full');
            }
        });
        try {
            $session->put(self::content(self::SIZE));
            $this->fail('it is put');
        } catch (\DomainException $error) {
            $this->assertSame('the disk is full', $error->getMessage());
        }
        $pieces = array_filter($this->simulator()->requests(), static fn (array $request): bool => $request['kind'] === 'piece');
        $this->assertSame([], $pieces);
    }

    public function testProgressOfASession(): void
    {
        $session = $this->session();
        $sent = 0;
        $session->onProgress(static function (Progress $now) use (&$sent): void {
            $sent = $now->sent;
        });
        $session->put(self::content(1_000_000));
        $this->assertGreaterThan(0, $sent);
    }

    public function testWhatProgressThrowsEndsTheCall(): void
    {
        $session = $this->session();
        $session->onProgress(static fn () => throw new \DomainException('boom'));
        try {
            $session->put(self::content(1_000_000));
            $this->fail('it is put');
        } catch (\DomainException $error) {
            $this->assertSame('boom', $error->getMessage());
        }
        $session->onProgress(null);
        $session->put(substr(self::content(self::SIZE), $session->offset()));
        $this->assertSame(self::SIZE, $session->finish()->size);
    }

    public function testCallFromACallbackOfTheSameSessionIsRefused(): void
    {
        $session = $this->session();
        $error = null;
        $session->onProgress(static function () use ($session, &$error): void {
            try {
                $session->put('x');
            } catch (BusyException $busy) {
                $error = $busy;
            }
        });
        $session->put(self::content(self::SIZE));
        $this->assertSame(Status::Busy, $error?->status);
    }

    public function testCancelEndsACall(): void
    {
        $this->simulator()->fault('piece:*=stall:100000');
        $session = $this->session();
        $this->expectException(CancelledException::class);
        $session->put(self::content(self::SIZE), cancel: new Cancel(static fn (): bool => false));
    }

    public function testSessionOutlivesItsClient(): void
    {
        $client = $this->simulator()->client(token: fn (): string => $this->simulator()->token);
        $session = $client->session('todo:L/T/a.bin', 5_000_000);
        $client->close();
        unset($client);
        $session->put(self::content(5_000_000));
        $this->assertNotSame('', $session->finish()->id);
    }

    public function testClosedSession(): void
    {
        $session = $this->session();
        $session->discard();
        $session->close();
        $session->close();
        $this->expectException(StateException::class);
        $session->offset();
    }

    public function testWrongUploadUrlIsRefused(): void
    {
        $this->expectExceptionMessage('host');
        $this->simulator()->client()->adopt(Kind::DriveItem, 'https://example.com/up', 10);
    }
}
