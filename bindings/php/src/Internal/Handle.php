<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use FFI\CData;
use GraphUpload\Status;

/**
 * An object of the library, which is freed once: when it is closed, or with the last reference.
 *
 * @internal
 */
final class Handle
{
    /**
     * @param string $free the function that frees it
     * @param string $name what it is, for messages
     */
    public function __construct(private ?CData $pointer, private readonly string $free, private readonly string $name)
    {
    }

    public function get(): CData
    {
        return $this->pointer ?? throw Errors::of(Status::State, "the {$this->name} is closed");
    }

    public function isClosed(): bool
    {
        return $this->pointer === null;
    }

    public function close(): void
    {
        $pointer = $this->pointer;
        $this->pointer = null;
        if ($pointer !== null) {
            Library::native()->{$this->free}($pointer);
        }
    }

    /** @return array<string, mixed> not the pointer: who shows it would read what it points to */
    public function __debugInfo(): array
    {
        return ['name' => $this->name, 'isClosed' => $this->isClosed()];
    }

    public function __destruct()
    {
        $this->close();
    }
}
