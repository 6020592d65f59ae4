<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use FFI\CData;
use GraphUpload\Progress;

/**
 * What an upload is told beside its source and its target.
 *
 * @internal
 */
final readonly class Settings
{
    public ?Watcher $watcher;
    /** A string or null, which var_dump() does not show. */
    private \SensitiveParameterValue $key;

    /** @param ?callable(Progress): mixed $progress */
    public function __construct(
        public ?int $size = null,
        ?callable $progress = null,
        public ?string $stateFile = null,
        #[\SensitiveParameter]
        ?string $key = null,
        public ?bool $keepOnCancel = null,
        public bool $differsIsError = false,
        public ?string $spoolFolder = null,
        public ?int $spoolMaxBytes = null,
    ) {
        $this->watcher = $progress === null ? null : new Watcher($progress(...));
        if ($size !== null && $size < 0) {
            throw new \ValueError('size: must not be negative');
        }
        Library::text($stateFile, 'stateFile');
        Library::text($spoolFolder, 'spoolFolder');
        $this->key = new \SensitiveParameterValue(Library::key($key));
    }

    /** An upload of the library with these settings, and still without a source. */
    public function upload(): Handle
    {
        $native = Library::native();
        $upload = Library::made('gu_upload', static fn (CData $made, CData $error): int => $native->gu_upload_new($made, $error));
        $handle = new Handle($upload, 'gu_upload_free', 'upload');
        $set = static function (string $function, #[\SensitiveParameter] mixed ...$values) use ($native, $upload): void {
            Library::call(static fn (CData $error): int => $native->{$function}($upload, ...[...$values, $error]));
        };
        if ($this->stateFile !== null) {
            $set('gu_upload_set_state_file', $this->stateFile);
        }
        $key = $this->key->getValue();
        if ($key !== null) {
            $set('gu_upload_set_sealing_key', $key, strlen($key));
        }
        if ($this->keepOnCancel !== null) {
            $set('gu_upload_set_keep_on_cancel', (int) $this->keepOnCancel);
        }
        if ($this->differsIsError) {
            $set('gu_upload_set_differs_is_error', 1);
        }
        if ($this->spoolFolder !== null) {
            $set('gu_upload_set_spool_folder', $this->spoolFolder);
        }
        if ($this->spoolMaxBytes !== null) {
            $set('gu_upload_set_spool_max_bytes', $this->spoolMaxBytes);
        }
        return $handle;
    }
}
