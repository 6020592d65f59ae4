<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

use GraphUpload\Item;

/** The stored file is not what was sent; `item` describes it. */
final class DiffersException extends GraphUploadException
{
    public ?Item $item = null;
}
