package io.github.graphupload;

import com.sun.jna.Pointer;
import io.github.graphupload.internal.Functions;
import java.util.OptionalLong;

/**
 * How far an upload is. Sizes are in bytes, times in milliseconds.
 *
 * @param sent  bytes that have left; bytes sent again count once
 * @param confirmed  bytes that the service has confirmed
 * @param total  size of the file; empty while it is not known
 * @param spooled  bytes that were read of a stream of unknown size, while it is read
 * @param bytesPerSecond  bytes sent per second over the last five seconds
 * @param timeLeftMs  estimated time left; empty while too little is known
 * @param lateByMs  by how much the upload session expires too early, 0 if in time; empty while too little is known
 * @param waitsMs  how long nothing will be sent, at most
 * @param waitsFor  why
 * @param waitsCode  the service's code for why; empty if there is none
 */
public record Progress(long sent, long confirmed, OptionalLong total, long spooled, long bytesPerSecond,
                       OptionalLong timeLeftMs, OptionalLong lateByMs, long waitsMs, Wait waitsFor, String waitsCode) {
    static Progress of(Pointer progress) {
        Wait waitsFor = Wait.of(Functions.gu_progress_waits_for(progress));
        return new Progress(
                Functions.gu_progress_sent(progress),
                Functions.gu_progress_confirmed(progress),
                waitsFor == Wait.SOURCE ? OptionalLong.empty() : OptionalLong.of(Functions.gu_progress_total(progress)),
                Functions.gu_progress_spooled(progress),
                Functions.gu_progress_bytes_per_second(progress),
                Item.known(Functions.gu_progress_time_left_ms(progress)),
                Item.known(Functions.gu_progress_late_by_ms(progress)),
                Functions.gu_progress_waits_ms(progress),
                waitsFor,
                Functions.gu_progress_waits_code(progress));
    }

    static Progress ofSpooled(long spooled) {
        return new Progress(0, 0, OptionalLong.empty(), spooled, 0, OptionalLong.empty(), OptionalLong.empty(), 0,
                Wait.SOURCE, "");
    }

    static Progress ofJob(Pointer job) {
        return new Progress(
                Functions.gu_job_sent(job),
                Functions.gu_job_confirmed(job),
                OptionalLong.of(Functions.gu_job_total(job)),
                0,
                Functions.gu_job_bytes_per_second(job),
                Item.known(Functions.gu_job_time_left_ms(job)),
                Item.known(Functions.gu_job_late_by_ms(job)),
                Functions.gu_job_waits_ms(job),
                Wait.of(Functions.gu_job_waits_for(job)),
                "");
    }

    static Progress ofQueue(Pointer queue) {
        return new Progress(
                Functions.gu_queue_sent(queue),
                Functions.gu_queue_confirmed(queue),
                OptionalLong.of(Functions.gu_queue_total(queue)),
                0,
                Functions.gu_queue_bytes_per_second(queue),
                Item.known(Functions.gu_queue_time_left_ms(queue)),
                OptionalLong.empty(),
                0,
                Wait.NOTHING,
                "");
    }
}
