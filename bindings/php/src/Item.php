<?php

declare(strict_types=1);

namespace GraphUpload;

/** A stored file, as the service describes it. Strings that the service did not say are empty. */
final readonly class Item
{
    /**
     * @param ?int $size in bytes; null if the service did not say. Of attachments a few per cent more than the file's size
     * @param string $webUrl a link to open in a browser
     * @param string $location the Location header of the last response
     * @param Integrity $integrity whether the stored file is what was sent, as far as the service reports
     * @param bool $recovered whether the last response was missing and the file was found by looking it up
     * @param array<string, mixed> $description the service's description. Do not log it: it may contain a URL from which
     *     anyone can download the file
     */
    public function __construct(
        public string $id,
        public string $name,
        public ?int $size,
        public string $etag,
        public string $webUrl,
        public string $location,
        public Integrity $integrity,
        public bool $recovered,
        #[\SensitiveParameter]
        public array $description,
    ) {
    }

    /** @return array<string, mixed> without the description, which is not to be logged */
    public function __debugInfo(): array
    {
        return array_diff_key(get_object_vars($this), ['description' => true]);
    }
}
