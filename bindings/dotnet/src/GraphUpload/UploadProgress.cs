using System;

namespace GraphUpload
{
    /// <summary>How far an upload, a job or a queue is. Sizes are in bytes.</summary>
    public sealed class UploadProgress
    {
        private UploadProgress()
        {
        }

        /// <summary>Bytes that have left; bytes sent again count once.</summary>
        public long Sent { get; private set; }

        /// <summary>Bytes that the service has confirmed.</summary>
        public long Confirmed { get; private set; }

        /// <summary>Size of the file; null while a stream of unknown size is read.</summary>
        public long? Total { get; private set; }

        /// <summary>Bytes that were read of a stream of unknown size, while it is read.</summary>
        public long Spooled { get; private set; }

        /// <summary>Bytes sent per second over the last five seconds.</summary>
        public long BytesPerSecond { get; private set; }

        /// <summary>The estimated time left; null while too little is known.</summary>
        public TimeSpan? TimeLeft { get; private set; }

        /// <summary>By how much the upload session expires too early: zero if in time, null while too little is known.</summary>
        public TimeSpan? LateBy { get; private set; }

        /// <summary>How long nothing will be sent, at most; <see cref="WaitsFor"/> says why.</summary>
        public TimeSpan Waits { get; private set; }

        /// <summary>Why the upload waits.</summary>
        public Wait WaitsFor { get; private set; }

        /// <summary>The service's code for why the upload waits, such as "resourceLocked", or "".</summary>
        public string WaitsCode { get; private set; } = "";

        internal static UploadProgress Of(IntPtr progress)
        {
            var waitsFor = Native.gu_progress_waits_for(progress);
            return new UploadProgress
            {
                Sent = (long)Native.gu_progress_sent(progress),
                Confirmed = (long)Native.gu_progress_confirmed(progress),
                Total = waitsFor == Wait.Source ? (long?)null : (long)Native.gu_progress_total(progress),
                Spooled = (long)Native.gu_progress_spooled(progress),
                BytesPerSecond = (long)Native.gu_progress_bytes_per_second(progress),
                TimeLeft = Known(Native.gu_progress_time_left_ms(progress)),
                LateBy = Known(Native.gu_progress_late_by_ms(progress)),
                Waits = Milliseconds(Native.gu_progress_waits_ms(progress)),
                WaitsFor = waitsFor,
                WaitsCode = Native.String(Native.gu_progress_waits_code(progress)),
            };
        }

        internal static UploadProgress Of(JobHandle job)
        {
            return new UploadProgress
            {
                Sent = (long)Native.gu_job_sent(job),
                Confirmed = (long)Native.gu_job_confirmed(job),
                Total = (long)Native.gu_job_total(job),
                BytesPerSecond = (long)Native.gu_job_bytes_per_second(job),
                TimeLeft = Known(Native.gu_job_time_left_ms(job)),
                LateBy = Known(Native.gu_job_late_by_ms(job)),
                Waits = Milliseconds(Native.gu_job_waits_ms(job)),
                WaitsFor = Native.gu_job_waits_for(job),
            };
        }

        internal static UploadProgress Of(QueueHandle queue)
        {
            return new UploadProgress
            {
                Sent = (long)Native.gu_queue_sent(queue),
                Confirmed = (long)Native.gu_queue_confirmed(queue),
                Total = (long)Native.gu_queue_total(queue),
                BytesPerSecond = (long)Native.gu_queue_bytes_per_second(queue),
                TimeLeft = Known(Native.gu_queue_time_left_ms(queue)),
            };
        }

        private static TimeSpan? Known(long ms) => ms < 0 ? (TimeSpan?)null : Milliseconds((ulong)ms);

        internal static TimeSpan Milliseconds(ulong ms)
        {
            const ulong longest = long.MaxValue / TimeSpan.TicksPerMillisecond;
            return ms > longest ? TimeSpan.MaxValue : new TimeSpan((long)ms * TimeSpan.TicksPerMillisecond);
        }
    }
}
