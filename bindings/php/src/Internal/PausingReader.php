<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use GraphUpload\Reader;

/**
 * A reader that may give an empty part before its end, while it has nothing.
 *
 * @internal
 */
interface PausingReader extends Reader
{
    /** Whether the empty part that read() has given last is the end. */
    public function isAtEnd(): bool;
}
