<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use FFI\CData;

/**
 * States of sessions.
 *
 * @internal
 */
final class States
{
    /** The bytes of a state. */
    public static function bytes(CData $state): string
    {
        $native = Library::native();
        $data = $native->gu_state_data($state);
        return $data === null ? '' : \FFI::string($data, $native->gu_state_length($state));
    }
}
