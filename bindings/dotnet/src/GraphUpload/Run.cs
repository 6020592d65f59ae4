using System;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace GraphUpload
{
    /// <summary>One upload, as its callbacks see it.</summary>
    internal sealed class Run
    {
        // Not disposed: a callback may still use its token, and without a timer there is nothing to release.
        private readonly CancellationTokenSource _stopped = new CancellationTokenSource();
        private ExceptionDispatchInfo _raised;

        internal Run(bool isAsync)
        {
            IsAsync = isAsync;
        }

        /// <summary>Whether streams are read by ReadAsync().</summary>
        internal bool IsAsync { get; }

        /// <summary>Ends a read that waits for its bytes.</summary>
        internal CancellationToken Stopped => _stopped.Token;

        /// <summary>The first exception that a callback has thrown.</summary>
        internal ExceptionDispatchInfo Raised => Volatile.Read(ref _raised);

        internal void Fails(Exception error)
        {
            Interlocked.CompareExchange(ref _raised, ExceptionDispatchInfo.Capture(error), null);
        }

        internal void Forgive()
        {
            Volatile.Write(ref _raised, null);
        }

        internal void Stop()
        {
            try
            {
                _stopped.Cancel();
            }
            catch (AggregateException)
            {
                // A registration of the source's own has failed; the upload ends all the same.
            }
        }
    }

    /// <summary>The context of a progress callback.</summary>
    internal sealed class Watcher
    {
        internal static readonly ProgressCallback Callback = Report;

        private readonly Run _run;
        private readonly IProgress<UploadProgress> _progress;

        internal Watcher(Run run, IProgress<UploadProgress> progress)
        {
            _run = run;
            _progress = progress;
        }

        // Nothing may leave a callback.
        private static int Report(IntPtr progress, IntPtr context)
        {
            var watcher = Context.Get<Watcher>(context);
            try
            {
                watcher._progress.Report(UploadProgress.Of(progress));
                return 0;
            }
            catch (Exception error)
            {
                watcher._run.Fails(error);
                return 1;
            }
        }
    }
}
