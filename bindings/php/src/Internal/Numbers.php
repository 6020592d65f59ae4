<?php

declare(strict_types=1);

namespace GraphUpload\Internal;

use FFI\CData;
use GraphUpload\Integrity;
use GraphUpload\Item;
use GraphUpload\Progress;
use GraphUpload\Wait;

/**
 * What the library tells of an upload, as values.
 *
 * @internal
 */
final class Numbers
{
    public static function item(CData $item): Item
    {
        $native = Library::native();
        $size = $native->gu_item_size($item);
        $description = json_decode($native->gu_item_json($item), true);
        return new Item(
            id: $native->gu_item_id($item),
            name: $native->gu_item_name($item),
            size: $size < 0 ? null : $size,
            etag: $native->gu_item_etag($item),
            webUrl: $native->gu_item_web_url($item),
            location: $native->gu_item_location($item),
            integrity: Integrity::from($native->gu_item_integrity($item)),
            recovered: $native->gu_item_recovered($item) !== 0,
            description: is_array($description) ? $description : [],
        );
    }

    /** What a progress callback gets. */
    public static function ofProgress(CData $progress): Progress
    {
        $native = Library::native();
        $waitsFor = self::wait($native->gu_progress_waits_for($progress));
        return new Progress(
            sent: $native->gu_progress_sent($progress),
            confirmed: $native->gu_progress_confirmed($progress),
            total: $waitsFor === Wait::Source ? null : $native->gu_progress_total($progress),
            spooled: $native->gu_progress_spooled($progress),
            bytesPerSecond: $native->gu_progress_bytes_per_second($progress),
            timeLeftMs: self::known($native->gu_progress_time_left_ms($progress)),
            lateByMs: self::known($native->gu_progress_late_by_ms($progress)),
            waitsMs: $native->gu_progress_waits_ms($progress),
            waitsFor: $waitsFor,
            waitsCode: $native->gu_progress_waits_code($progress),
        );
    }

    /**
     * The same of a job.
     *
     * @param ?int $spooled bytes that were given of a stream, while it is read
     */
    public static function ofJob(CData $job, ?int $spooled = null): Progress
    {
        $native = Library::native();
        return new Progress(
            sent: $native->gu_job_sent($job),
            confirmed: $native->gu_job_confirmed($job),
            total: $spooled === null ? $native->gu_job_total($job) : null,
            spooled: $spooled ?? 0,
            bytesPerSecond: $native->gu_job_bytes_per_second($job),
            timeLeftMs: self::known($native->gu_job_time_left_ms($job)),
            lateByMs: self::known($native->gu_job_late_by_ms($job)),
            waitsMs: $native->gu_job_waits_ms($job),
            waitsFor: $spooled === null ? self::wait($native->gu_job_waits_for($job)) : Wait::Source,
        );
    }

    public static function ofQueue(CData $queue): Progress
    {
        $native = Library::native();
        return new Progress(
            sent: $native->gu_queue_sent($queue),
            confirmed: $native->gu_queue_confirmed($queue),
            total: $native->gu_queue_total($queue),
            spooled: 0,
            bytesPerSecond: $native->gu_queue_bytes_per_second($queue),
            timeLeftMs: self::known($native->gu_queue_time_left_ms($queue)),
            lateByMs: null,
            waitsMs: 0,
        );
    }

    private static function known(int $number): ?int
    {
        return $number < 0 ? null : $number;
    }

    /** A reason that a later library has is one to retry. */
    private static function wait(int $number): Wait
    {
        return Wait::tryFrom($number) ?? Wait::Retrying;
    }
}
