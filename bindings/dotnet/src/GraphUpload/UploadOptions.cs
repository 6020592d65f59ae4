using System;

namespace GraphUpload
{
    /// <summary>How one upload is made.</summary>
    public sealed class UploadOptions
    {
        /// <summary>
        /// Longest time for the whole upload; a <see cref="TimeoutException"/> ends it. Of a job it counts from the submission
        /// on. Default: no limit, as with <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>.
        /// </summary>
        public TimeSpan? Timeout { get; set; }

        /// <summary>
        /// Where the upload is saved while it runs, in an existing folder. The same call continues it, also in another process;
        /// the file is removed at the end. It is a secret: see <see cref="Key"/>.
        /// </summary>
        public string StateFile { get; set; }

        /// <summary>32 bytes that seal the state file.</summary>
        public byte[] Key { get; set; }

        /// <summary>
        /// Whether the upload session stays at the service when the upload is cancelled. Default: with a state file only.
        /// </summary>
        public bool? KeepOnCancel { get; set; }

        /// <summary>
        /// Whether it is an error, <see cref="Status.Differs"/>, if what is stored is not what was sent; see
        /// <see cref="Item.Integrity"/>. Default: no.
        /// </summary>
        public bool DiffersIsError { get; set; }

        /// <summary>Where a stream of unknown size is spooled. Default: the system's folder for temporary files.</summary>
        public string SpoolFolder { get; set; }

        /// <summary>Most bytes of a stream of unknown size. Default: those that the service takes.</summary>
        public long? SpoolMaxBytes { get; set; }

        /// <summary>The timeout; null if there is none.</summary>
        internal TimeSpan? Limit => Timeout == System.Threading.Timeout.InfiniteTimeSpan ? null : Timeout;

        /// <summary>An upload of the library, which the caller closes.</summary>
        internal static UploadHandle Prepare(Source source, UploadOptions options, IProgress<UploadProgress> progress, Run run)
        {
            Native.Check(Native.gu_upload_new(out var upload, out var error), error);
            try
            {
                (source ?? throw new ArgumentNullException(nameof(source))).SetOn(upload, run);
                if (progress != null)
                {
                    var context = Context.Of(new Watcher(run, progress));
                    Native.Check(
                        Native.gu_upload_set_progress(upload, Watcher.Callback, context, Context.Destroy, out error), error);
                }
                options?.SetOn(upload);
                return upload;
            }
            catch
            {
                upload.Dispose();
                throw;
            }
        }

        private void SetOn(UploadHandle upload)
        {
            IntPtr error;
            if (StateFile != null)
            {
                Native.Check(Native.gu_upload_set_state_file(upload, Native.Text(StateFile, "StateFile"), out error), error);
            }
            if (Key != null)
            {
                using (var key = new Pinned(SealingKey.Checked(Key)))
                {
                    Native.Check(Native.gu_upload_set_sealing_key(upload, key.Start, key.Length, out error), error);
                }
            }
            if (KeepOnCancel != null)
            {
                Native.Check(Native.gu_upload_set_keep_on_cancel(upload, KeepOnCancel.Value ? 1u : 0u, out error), error);
            }
            if (DiffersIsError)
            {
                Native.Check(Native.gu_upload_set_differs_is_error(upload, 1, out error), error);
            }
            if (SpoolFolder != null)
            {
                Native.Check(Native.gu_upload_set_spool_folder(upload, Native.Text(SpoolFolder, "SpoolFolder"), out error), error);
            }
            if (SpoolMaxBytes != null)
            {
                Native.Check(Native.gu_upload_set_spool_max_bytes(upload, (ulong)SpoolMaxBytes.Value, out error), error);
            }
        }

        internal void Validate()
        {
            if (Limit != null && (Limit.Value <= TimeSpan.Zero || Limit.Value.TotalMilliseconds > int.MaxValue))
            {
                throw new ArgumentOutOfRangeException(nameof(Timeout), "Timeout: more than 0, and at most 24 days");
            }
            if (SpoolMaxBytes < 1)
            {
                throw new ArgumentOutOfRangeException(nameof(SpoolMaxBytes), "SpoolMaxBytes: 1 or more");
            }
        }
    }
}
