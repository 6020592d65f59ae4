<?php

// Preloads the package, so that it works with ffi.enable=preload, which is the default of web servers. See README.md, "Web servers".

declare(strict_types=1);

use GraphUpload\Internal\Library;

(static function (): void {
    $files = new RecursiveIteratorIterator(new RecursiveDirectoryIterator(__DIR__ . '/src', FilesystemIterator::SKIP_DOTS));
    foreach ($files as $file) {
        if ($file->getExtension() === 'php' && $file->getFilename() !== 'Library.php') {
            opcache_compile_file($file->getPathname());
        }
    }
    // Used below, so it is preloaded by being included.
    require_once __DIR__ . '/src/Internal/Library.php';
    if (Library::isPreloaded()) {
        return;
    }
    // FFI::load() reads a file, which has to name where the library is on this machine.
    $header = tempnam(sys_get_temp_dir(), 'graph_upload');
    file_put_contents($header, Library::header());
    try {
        FFI::load($header);
    } finally {
        unlink($header);
    }
})();
