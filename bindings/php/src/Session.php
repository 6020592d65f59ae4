<?php

declare(strict_types=1);

namespace GraphUpload;

use FFI\CData;
use GraphUpload\Exception\StateException;
use GraphUpload\Internal\Call;
use GraphUpload\Internal\Callbacks;
use GraphUpload\Internal\Core;
use GraphUpload\Internal\Handle;
use GraphUpload\Internal\Keeper;
use GraphUpload\Internal\Library;
use GraphUpload\Internal\Numbers;
use GraphUpload\Internal\States;
use GraphUpload\Internal\Watcher;

/**
 * An upload that the caller feeds. Comes from `Client::session()`; one call at a time may use it.
 *
 * All methods that talk to the service block. `offset()` tells where the next bytes must start; after a `SourceException` with the
 * status `Status::Rewind` put them again from there.
 */
final class Session
{
    private readonly Handle $handle;
    /** @var array<string, int> contexts of callbacks, by their kind */
    private array $contexts = [];

    /**
     * @internal
     *
     * @param Core $core it answers for the token as long as the session lives
     */
    private function __construct(private readonly Core $core, CData $session)
    {
        $this->handle = new Handle($session, 'gu_session_free', 'session');
    }

    /**
     * @internal
     *
     * @param \Closure(CData, CData, CData, CData): int $create gets the client, the flag, and the places for the session and the error
     * @param ?callable(string): mixed $save
     */
    public static function made(
        Core $core,
        #[\SensitiveParameter]
        \Closure $create,
        ?callable $save,
        #[\SensitiveParameter]
        ?string $key,
        ?Cancel $cancel,
    ): self {
        $client = $core->direct();
        $made = Library::native()->ffi->new('gu_session *');
        $at = \FFI::addr($made);
        Call::make(static fn (CData $flag, CData $error): int => $create($client, $flag, $at, $error), $cancel);
        $session = new self($core, $made);
        if ($save !== null) {
            $session->saveBy($save(...), $key);
        }
        return $session;
    }

    /**
     * Sets the progress callback, as for `Client::upload()`. What it throws ends the call, which throws it.
     *
     * @param ?callable(Progress): mixed $progress null for none
     */
    public function onProgress(?callable $progress): void
    {
        $native = Library::native();
        $session = $this->handle->get();
        $context = $progress === null ? 0 : Callbacks::add(new Watcher($progress(...)));
        $callback = $progress === null ? null : Callbacks::of('progress');
        Library::call(static fn (CData $error): int
            => $native->gu_session_set_progress($session, $callback, $context, null, $error));
        $this->replaceContext('progress', $context);
    }

    /**
     * Puts bytes. Any length is fine.
     *
     * @param ?int $offset where they begin in the file, which is checked; default: `offset()`
     */
    public function put(string $data, ?int $offset = null, ?Cancel $cancel = null): void
    {
        $native = Library::native();
        $session = $this->handle->get();
        $at = $offset ?? $native->gu_session_next_offset($session);
        Call::make(static fn (CData $flag, CData $error): int
            => $native->gu_put_chunk($session, $at, $data, strlen($data), $flag, $error), $cancel);
    }

    /**
     * Ends the upload and returns the stored file. Called again, it returns it again; after an `OutcomeUnknownException` it asks the
     * service whether the file is stored.
     */
    public function finish(?Cancel $cancel = null): Item
    {
        $native = Library::native();
        $session = $this->handle->get();
        $item = $native->ffi->new('gu_item *');
        $at = \FFI::addr($item);
        try {
            Call::make(static fn (CData $flag, CData $error): int => $native->gu_finish($session, $flag, $at, $error), $cancel);
            return Numbers::item($item);
        } finally {
            $native->gu_item_free(\FFI::isNull($item) ? null : $item);
        }
    }

    /** Asks the service where the upload stands. */
    public function refresh(?Cancel $cancel = null): void
    {
        $native = Library::native();
        $session = $this->handle->get();
        Call::make(static fn (CData $flag, CData $error): int => $native->gu_session_refresh($session, $flag, $error), $cancel);
    }

    /** Abandons the upload, so that nothing is left at the service. */
    public function discard(?Cancel $cancel = null): void
    {
        $native = Library::native();
        $session = $this->handle->get();
        Call::make(static fn (CData $flag, CData $error): int => $native->gu_session_discard($session, $flag, $error), $cancel);
    }

    /**
     * The state for `Client::resume()`.
     *
     * @param ?string $key 32 bytes that seal it. Without, it is a secret: with it anyone can write to the upload
     */
    public function save(#[\SensitiveParameter] ?string $key = null): string
    {
        $native = Library::native();
        $session = $this->handle->get();
        $key = Library::key($key);
        $state = Library::made('gu_state', static fn (CData $made, CData $error): int
            => $native->gu_session_save($session, $key, $key === null ? 0 : 32, $made, $error));
        try {
            return States::bytes($state);
        } finally {
            $native->gu_state_free($state);
        }
    }

    /** Where the next `put()` must start. */
    public function offset(): int
    {
        return Library::native()->gu_session_next_offset($this->handle->get());
    }

    /** Bytes that the service has confirmed, from the start of the file without a gap. */
    public function confirmed(): int
    {
        return Library::native()->gu_session_confirmed($this->handle->get());
    }

    /** The size of the file. */
    public function size(): int
    {
        return Library::native()->gu_session_size($this->handle->get());
    }

    /** When the upload session expires, by the service's clock; null if it did not say. */
    public function expires(): ?\DateTimeImmutable
    {
        $ms = Library::native()->gu_session_expires_ms($this->handle->get());
        return $ms === 0 ? null : new \DateTimeImmutable(sprintf('@%d.%03d', intdiv($ms, 1000), $ms % 1000));
    }

    /** Closes it. What was neither finished nor discarded stays at the service until it expires. */
    public function close(): void
    {
        $this->handle->close();
        foreach (array_keys($this->contexts) as $kind) {
            $this->replaceContext($kind, 0);
        }
    }

    public function __destruct()
    {
        if (isset($this->handle)) {
            $this->close();
        }
    }

    /** Saves it from now on, at once for the first time. */
    private function saveBy(\Closure $save, #[\SensitiveParameter] ?string $key): void
    {
        $native = Library::native();
        $session = $this->handle->get();
        $context = Callbacks::add(new Keeper($save));
        $this->replaceContext('save', $context);
        $callback = Callbacks::of('save');
        Library::call(static fn (CData $error): int => $native->gu_session_set_save_callback(
            $session,
            $key,
            $key === null ? 0 : 32,
            $callback,
            $context,
            null,
            $error,
        ));
        try {
            $state = $this->save($key);
        } catch (StateException) {
            // The upload is over, as after `resume()` of one whose file turns out to be stored.
            return;
        }
        $save($state);
    }

    private function replaceContext(string $kind, int $context): void
    {
        if (isset($this->contexts[$kind])) {
            Callbacks::remove($this->contexts[$kind]);
            unset($this->contexts[$kind]);
        }
        if ($context !== 0) {
            $this->contexts[$kind] = $context;
        }
    }
}
