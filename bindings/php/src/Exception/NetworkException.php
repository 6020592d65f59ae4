<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** The connection failed or broke, the peer is not trusted, or a timeout passed. */
final class NetworkException extends GraphUploadException
{
}
