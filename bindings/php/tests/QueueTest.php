<?php

declare(strict_types=1);

namespace GraphUpload\Tests;

use GraphUpload\Bytes;
use GraphUpload\Exception\ArgumentException;
use GraphUpload\Exception\BusyException;
use GraphUpload\Exception\CancelledException;
use GraphUpload\Exception\SignInException;
use GraphUpload\Exception\StateException;
use GraphUpload\Progress;
use GraphUpload\Stage;
use GraphUpload\TokenRequest;

final class QueueTest extends SimulatedCase
{
    public function testJobsAreYieldedOnce(): void
    {
        $queue = $this->simulator()->client()->queue(2);
        $jobs = [];
        for ($number = 0; $number < 10; $number++) {
            $jobs[] = $queue->submit(new Bytes("$number"), "drive:/$number");
        }
        $this->assertTrue($jobs[3]->wait());
        $seen = iterator_to_array($queue->asCompleted(), false);
        $this->assertCount(9, $seen);
        $this->assertNotContains($jobs[3], $seen);
        $this->assertContains($jobs[4], $seen);
        $this->assertNull($queue->next());
        $this->assertSame(10, $queue->counts()->stored);
        $this->assertSame([10, 10], [$queue->progress()->sent, $queue->progress()->total]);
        $this->assertSame(Stage::Ended, $jobs[0]->stage());
        $this->assertSame(1, $jobs[0]->progress()->sent);
    }

    public function testWaitTakesAllJobs(): void
    {
        $queue = $this->simulator()->client()->queue();
        $job = $queue->submit(new Bytes('a'), 'drive:/a');
        $queue->submit('/nowhere/at/all', 'drive:/b');
        $queue->wait();
        $this->assertTrue($job->done());
        $this->assertSame([], iterator_to_array($queue->asCompleted()));
        $this->assertSame(1, $queue->counts()->failed);
    }

    public function testTimesPass(): void
    {
        $queue = $this->simulator()->client()->queue();
        $queue->pause();
        $job = $queue->submit(new Bytes('a'), 'drive:/a');
        $this->assertFalse($job->done());
        $this->assertFalse($job->wait(0.01));
        $this->assertNull($queue->next(0));
        $this->assertSame(Stage::Paused, $job->stage());
        try {
            iterator_to_array($queue->asCompleted(0.01));
            $this->fail('all have ended');
        } catch (BusyException) {
            $queue->resume();
        }
        $this->assertSame('a', $job->result()->name);
        $this->expectException(BusyException::class);
        $queue->pause();
        $queue->submit(new Bytes('b'), 'drive:/b')->result(0.01);
    }

    public function testQueueOfNoReferenceCancelsItsJobs(): void
    {
        $this->simulator()->fault('piece:*=stall:100000');
        $client = $this->simulator()->client(one_request_bytes: 0, piece_bytes: 983040);
        // Of one piece, it might be stored, so that its session would be kept.
        $source = new Bytes(self::content(2_000_000));
        $queue = $client->queue();
        $queue->submit($source, 'drive:/a');
        $client->queue()->submit($source, 'drive:/c');
        $job = $queue->submit($source, 'drive:/b');
        unset($queue);
        $this->assertFalse($job->wait(0.2), 'a job keeps its queue');
        unset($job);
        $this->assertSame([], $this->simulator()->control('GET', '/state')['sessions']);
    }

    public function testClosedQueue(): void
    {
        $this->simulator()->fault('create:*=delay:100000');
        $queue = $this->simulator()->client(one_request_bytes: 0)->queue(1);
        $jobs = [$queue->submit(new Bytes('a'), 'drive:/a'), $queue->submit((fn () => yield 'b')(), 'drive:/b')];
        $queue->close();
        $queue->close();
        foreach ($jobs as $job) {
            $this->assertInstanceOf(CancelledException::class, $job->exception());
        }
        $this->expectException(StateException::class);
        $this->expectExceptionMessage('the queue is closed');
        $queue->submit(new Bytes('c'), 'drive:/c');
    }

    public function testClosedJob(): void
    {
        $queue = $this->simulator()->client()->queue();
        $queue->pause();
        $job = $queue->submit(new Bytes('a'), 'drive:/a');
        $job->close();
        $job->close();
        try {
            $job->cancel();
            $this->fail('it is not closed');
        } catch (StateException $error) {
            $this->assertStringContainsString('the job is closed', $error->getMessage());
        }
        $queue->resume();
        $this->assertSame($job, $queue->next());
        $this->assertSame('a', $job->result()->name);
    }

    public function testSubmissionWaitsForRoom(): void
    {
        $queue = $this->simulator()->client()->queue(1, maxWaiting: 1);
        for ($number = 0; $number < 5; $number++) {
            // Each job needs PHP's part while the next one waits for room.
            $queue->submit((fn () => yield "$number")(), "drive:/$number");
        }
        $this->assertCount(5, iterator_to_array($queue->asCompleted(), false));
        $this->assertCount(5, $this->simulator()->files());
    }

    public function testFullQueue(): void
    {
        $queue = $this->simulator()->client()->queue(1, maxWaiting: 1, roomTimeout: 0);
        $queue->pause();
        $queue->submit(new Bytes('a'), 'drive:/a');
        $this->expectException(BusyException::class);
        $queue->submit(new Bytes('b'), 'drive:/b');
    }

    public function testTickDoesPhpsPart(): void
    {
        $queue = $this->simulator()->client()->queue();
        $shown = null;
        $content = self::content(300_000);
        $job = $queue->submit([$content], 'drive:/a', progress: static function (Progress $now) use (&$shown): void {
            $shown = $now;
        });
        $stream = $queue->stream();
        do {
            $queue->tick();
            $read = [$stream];
            $none = null;
            stream_select($read, $none, $none, 0, 10_000);
        } while ($read === []);
        $this->assertSame($job, $queue->next(0));
        $this->assertSame(300_000, $shown?->sent);
        $this->assertSame(300_000, $shown->total);
        $this->assertSame($content, $this->simulator()->file('me/drive/root:/a'));
    }

    public function testRefusedTokenIsReplaced(): void
    {
        $asked = [];
        $client = $this->simulator()->client(one_request_bytes: 0, token: function (TokenRequest $request) use (&$asked): string {
            $asked[] = $request->rejected;
            return $request->rejected ? $this->simulator()->token : 'stale';
        });
        $queue = $client->queue();
        foreach ([new Bytes('bytes'), ['stream'], $this->written('c', 'path')] as $number => $source) {
            $queue->submit($source, "drive:/$number");
        }
        $errors = array_map(static fn ($job) => $job->exception()?->getMessage(), iterator_to_array($queue->asCompleted(), false));
        $this->assertSame([null, null, null], $errors);
        $this->assertSame([false, true], $asked);
        $this->assertSame('stream', $this->simulator()->file('me/drive/root:/1'));
    }

    public function testTokenThatStaysRefused(): void
    {
        $asked = 0;
        $token = static function () use (&$asked): string {
            $asked++;
            return 'stale';
        };
        $client = $this->simulator()->client(retry_budget: [1, 1000], one_request_bytes: 0, token: $token);
        $error = $client->queue()->submit(new Bytes('a'), 'drive:/a')->exception();
        $this->assertInstanceOf(SignInException::class, $error);
        $this->assertSame(3, $asked);
    }

    public function testTokenCallbackThatThrows(): void
    {
        $token = static fn (TokenRequest $request): string
            => $request->rejected ? throw new \DomainException('no token') : 'stale';
        $client = $this->simulator()->client(retry_budget: [1, 1000], one_request_bytes: 0, token: $token);
        $error = $client->queue()->submit(new Bytes('a'), 'drive:/a')->exception();
        $this->assertSame('no token', $error?->getMessage());
    }

    public function testStateFolderTakesPathsOnly(): void
    {
        $queue = $this->simulator()->client()->queue(stateFolder: $this->folder('state'), key: str_repeat('k', 32));
        $this->assertSame('a', $queue->submit($this->written('a', 'x'), 'drive:/')->result()->name);
        $this->expectException(ArgumentException::class);
        $queue->submit(new Bytes('b'), 'drive:/b');
    }

    public function testStateFolderKeepsWhatHasNotEnded(): void
    {
        $path = $this->written('a.txt', 'abc');
        $queue = $this->simulator()->client()->queue(stateFolder: $this->folder('state'));
        $queue->pause();
        $queue->submit($path, 'drive:/');
        $queue->close();
        $next = $this->simulator()->client()->queue(stateFolder: $this->folder('state'));
        $jobs = iterator_to_array($next->asCompleted(), false);
        $this->assertSame([$path], array_map(static fn ($job) => $job->path(), $jobs));
        $this->assertSame('a.txt', $jobs[0]->result()->name);
    }

    public function testSourceAndCallbackAreLetGoAtTheEnd(): void
    {
        $queue = $this->simulator()->client()->queue();
        $source = new Bytes('a');
        $progress = static fn (Progress $now) => null;
        $job = $queue->submit($source, 'drive:/a', progress: $progress);
        $references = [\WeakReference::create($source), \WeakReference::create($progress)];
        unset($source, $progress);
        $this->assertNotNull($references[0]->get());
        $job->wait();
        $this->assertSame([null, null], array_map(static fn ($reference) => $reference->get(), $references));
    }
}
