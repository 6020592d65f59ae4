<?php

declare(strict_types=1);

namespace GraphUpload\Exception;

/** The service failed, or its response makes no sense. */
class ServiceException extends GraphUploadException
{
}
