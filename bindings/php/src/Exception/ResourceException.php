<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** The process is out of memory, descriptors or threads, or a disk is full. */
final class ResourceException extends GraphUploadException
{
}
