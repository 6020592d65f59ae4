<?php

declare(strict_types=1);

namespace GraphUpload;

use FFI\CData;
use GraphUpload\Exception\StateException;
use GraphUpload\Internal\Core;
use GraphUpload\Internal\Deadline;
use GraphUpload\Internal\DirectUpload;
use GraphUpload\Internal\Errors;
use GraphUpload\Internal\Library;
use GraphUpload\Internal\QueueState;
use GraphUpload\Internal\Run;
use GraphUpload\Internal\Settings;
use GraphUpload\Internal\Signals;
use GraphUpload\Internal\Source;

/** Uploads files and waits for them. Connections, token and policy are shared by its uploads. */
final class Client
{
    /** Longest wait for the end of an upload after a handler of a signal has thrown. */
    private const INTERRUPT_SECONDS = 0.3;

    private ?Core $core;

    /**
     * Further named arguments are the library's options, as strings, numbers, booleans or enums: `base_url`, `cloud` (Cloud),
     * `api_version` (ApiVersion), `upload_host`, `immutable_ids`, `user_agent`, `ca_file`, `ca_pem`, `platform_roots`, `loopback`,
     * `connect_timeout_ms`, `stall_timeout_ms`, `response_timeout_ms`, `commit_response_timeout_ms`, `retry_budget` (two numbers in
     * an array), `backoff_ms` (two), `locked_policy` (LockedPolicy), `settle_ms`, `baseline` (Baseline), `one_request_bytes`,
     * `piece_bytes`, `proxy`, `no_proxy`, `client_certificate_files` (two paths), `ip_version` (IpVersion), `rate_limit`. An array of
     * hosts or certificate files sets each.
     *
     * @param null|string|callable(TokenRequest): string|object $token a token, a callback that returns one, or an access token
     *     provider of Microsoft's SDK (Microsoft\Kiota\Abstractions\Authentication\AccessTokenProvider)
     * @param null|callable(string, string): mixed|\Psr\Log\LoggerInterface $log gets the level, "info" or "warning", and the message.
     *     Jobs of queues have no messages: PHP cannot be called from their threads
     */
    public function __construct(#[\SensitiveParameter] mixed $token, mixed $log = null, #[\SensitiveParameter] mixed ...$options)
    {
        try {
            $this->core = new Core($token, $log, $options);
        } catch (\Throwable $error) {
            throw Errors::withoutOptions($error);
        }
    }

    /**
     * Uploads and returns the stored file.
     *
     * What a callback or a handler of a signal throws ends the upload, and is thrown here.
     *
     * @param string|\SplFileInfo|Bytes|resource|Reader|\Psr\Http\Message\StreamInterface|iterable<string> $source a path, bytes in
     *     memory, a stream from its position on, or parts
     * @param Target|string $target a string is parsed by `Target::parse()`, with the file's own name
     * @param ?int $size the size of a source that can only be read forward; without it, it is first spooled to disk. Not for a path
     *     or Bytes
     * @param ?callable(Progress): mixed $progress called at most ten times a second; may return false to cancel
     * @param ?float $timeout in seconds, for the whole upload
     * @param ?Cancel $cancel ends it
     * @param ?string $stateFile where the upload is saved while it runs; the same call continues it, also in another process
     * @param ?string $key 32 bytes that seal this file
     * @param ?bool $keepOnCancel whether a cancelled upload session stays at the service; default: with a state file
     * @param bool $differsIsError whether a stored file that is not what was sent is a DiffersException
     * @param ?string $spoolFolder where a stream of unknown size is spooled; default: the system's folder for temporary files
     * @param ?int $spoolMaxBytes the longest such stream; default: 1 GiB
     *
     * @throws Exception\GraphUploadException
     */
    public function upload(
        mixed $source,
        Target|string $target,
        ?int $size = null,
        ?callable $progress = null,
        ?float $timeout = null,
        ?Cancel $cancel = null,
        ?string $stateFile = null,
        #[\SensitiveParameter]
        ?string $key = null,
        ?bool $keepOnCancel = null,
        bool $differsIsError = false,
        ?string $spoolFolder = null,
        ?int $spoolMaxBytes = null,
    ): Item {
        $core = $this->core();
        $deadline = new Deadline($timeout);
        $settings = new Settings($size, $progress, $stateFile, $key, $keepOnCancel, $differsIsError, $spoolFolder, $spoolMaxBytes);
        $from = new Source($source, $size);
        $place = Target::of($target, $from->name);
        if ($from->isDirect() || $core->hasCallbacks()) {
            return DirectUpload::run($core, $from, $place, $settings, $deadline, $cancel);
        }
        // On a thread of the library, so that handlers of signals may do whatever they like, such as exit().
        $run = Run::prepared($core, $from, $place, $settings);
        unset($from, $settings);
        $queue = new QueueState($core, 1);
        try {
            Signals::deferred(fn () => $queue->submit($run));
            $this->wait($queue, $run, $deadline, $cancel);
        } finally {
            $queue->close();
        }
        return $run->error === null && $run->item !== null ? $run->item : throw $run->error;
    }

    /**
     * Makes a queue, which runs `atOnce` uploads at a time, 1 to 256.
     *
     * @param ?int $maxWaiting how many jobs may wait: `submit()` then waits for room
     * @param ?float $roomTimeout how long, in seconds; default: as long as it takes
     * @param ?string $stateFolder where the jobs are saved until they end; the next queue with that folder takes them up
     * @param ?string $key 32 bytes that seal them
     */
    public function queue(
        int $atOnce = 4,
        ?int $maxWaiting = null,
        ?float $roomTimeout = null,
        ?string $stateFolder = null,
        #[\SensitiveParameter]
        ?string $key = null,
    ): Queue {
        return new Queue($this->core(), $atOnce, $maxWaiting, $roomTimeout, $stateFolder, $key);
    }

    /**
     * Creates an upload session that the caller feeds. Blocks.
     *
     * @param int $size exact size of the file
     * @param ?callable(string): mixed $save gets each new state for `resume()`: once the session is created, and before each request
     *     that changes anything at the service. What it throws ends the call before that request, and is thrown by it
     * @param ?string $key 32 bytes that seal these states
     */
    public function session(
        Target|string $target,
        int $size,
        ?callable $save = null,
        #[\SensitiveParameter]
        ?string $key = null,
        ?Cancel $cancel = null,
    ): Session {
        $native = Library::native();
        $target = Target::of($target, null);
        $place = $target->pointer();
        return Session::made($this->core(), static fn (CData $client, CData $flag, CData $made, CData $error): int
            => $native->gu_session_create($client, $place, $size, $flag, $made, $error), $save, Library::key($key), $cancel);
    }

    /**
     * Continues an upload session that someone else has created. Blocks. `save` and `key` are those of `session()`.
     *
     * @param string $uploadUrl a secret: whoever has it can write
     * @param ?callable(string): mixed $save
     */
    public function adopt(
        Kind $kind,
        #[\SensitiveParameter]
        string $uploadUrl,
        int $size,
        ?callable $save = null,
        #[\SensitiveParameter]
        ?string $key = null,
        ?Cancel $cancel = null,
    ): Session {
        $native = Library::native();
        $url = Library::text($uploadUrl, 'uploadUrl');
        return Session::made($this->core(), static fn (CData $client, CData $flag, CData $made, CData $error): int
            => $native->gu_session_adopt($client, $kind->value, $url, $size, $flag, $made, $error), $save, Library::key($key), $cancel);
    }

    /**
     * Continues a session that `Session::save()`, or `save` of `session()`, has saved. Blocks.
     *
     * @param ?string $key the one that it is sealed with; the states that `save` gets are sealed with it, too
     * @param ?callable(string): mixed $save
     */
    public function resume(
        Target|string $target,
        #[\SensitiveParameter]
        string $state,
        #[\SensitiveParameter]
        ?string $key = null,
        ?callable $save = null,
        ?Cancel $cancel = null,
    ): Session {
        $native = Library::native();
        $key = Library::key($key);
        $target = Target::of($target, null);
        $place = $target->pointer();
        $resume = static fn (CData $client, CData $flag, CData $made, CData $error): int => $native->gu_session_resume(
            $client,
            $place,
            $state,
            strlen($state),
            $key,
            $key === null ? 0 : 32,
            $flag,
            $made,
            $error,
        );
        return Session::made($this->core(), $resume, $save, $key, $cancel);
    }

    /** Sets the token for all requests from now on; null for no token. */
    public function setToken(#[\SensitiveParameter] ?string $token): void
    {
        $this->core()->replaceToken($token);
    }

    /** Closes it. What runs goes on. */
    public function close(): void
    {
        $this->core = null;
    }

    /** @return array<string, mixed> no secrets */
    public function __debugInfo(): array
    {
        return ['isClosed' => $this->core === null];
    }

    /** @throws StateException */
    private function core(): Core
    {
        return $this->core ?? throw Errors::of(Status::State, 'the client is closed');
    }

    private function wait(QueueState $queue, Run $run, Deadline $deadline, ?Cancel $cancel): void
    {
        try {
            while (!$run->hasEnded) {
                Signals::dispatch();
                if ($deadline->hasPassed()) {
                    $run->isLate = true;
                    $deadline = new Deadline(null);
                    $run->cancel();
                } elseif ($cancel?->isRequested(true)) {
                    $cancel = null;
                    $run->cancel();
                }
                Signals::deferred(fn (): bool => $queue->waitFor($run, $deadline->ms()));
            }
        } catch (\Throwable $error) {
            Signals::deferred(static function () use ($queue, $run): void {
                $run->cancel();
                $deadline = new Deadline(self::INTERRUPT_SECONDS);
                while (!$queue->waitFor($run, Library::SLICE_MS) && !$deadline->hasPassed());
            });
            throw $error;
        }
    }
}
