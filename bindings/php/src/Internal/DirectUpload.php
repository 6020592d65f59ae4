<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use FFI\CData;
use GraphUpload\Cancel;
use GraphUpload\Exception\DiffersException;
use GraphUpload\Item;
use GraphUpload\Target;

/**
 * An upload on this thread, which PHP answers the callbacks of.
 *
 * @internal
 */
final class DirectUpload
{
    public static function run(Core $core, Source $source, Target $target, Settings $settings, Deadline $deadline, ?Cancel $cancel): Item
    {
        $native = Library::native();
        $upload = $settings->upload();
        $pointer = $upload->get();
        $source->setDirect($pointer);
        $context = null;
        $item = $native->ffi->new('gu_item *');
        try {
            if ($settings->watcher !== null) {
                $context = Callbacks::add($settings->watcher);
                $progress = Callbacks::of('progress');
                Library::call(static fn (CData $error): int
                    => $native->gu_upload_set_progress($pointer, $progress, $context, null, $error));
            }
            $client = $core->direct();
            $place = $target->pointer();
            $at = \FFI::addr($item);
            Call::make(static fn (CData $flag, CData $error): int
                => $native->gu_upload_run($pointer, $client, $place, $flag, $at, $error), $cancel, $deadline);
            return Numbers::item($item);
        } catch (DiffersException $error) {
            $error->item = Numbers::item($item);
            throw $error;
        } finally {
            $native->gu_item_free(\FFI::isNull($item) ? null : $item);
            // It calls nothing any more then.
            $upload->close();
            if ($context !== null) {
                Callbacks::remove($context);
            }
        }
    }
}
