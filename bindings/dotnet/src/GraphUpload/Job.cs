using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

namespace GraphUpload
{
    /// <summary>One upload of a queue. Comes from <see cref="Queue.Submit"/>; any thread may use it.</summary>
    public sealed class Job
    {
        private readonly object _lock = new object();
        private readonly QueueCore _queue;
        private readonly TokenSource _token;
        private readonly CancellationToken _cancelled;
        private readonly TaskCompletionSource<bool> _ended =
            new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

        private readonly TaskCompletionSource<bool> _submitted = new TaskCompletionSource<bool>();

        private JobHandle _handle;
        private CancellationTokenRegistration _registration;
        private Timer _timer;
        private bool _isLate;
        private Item _item;
        private ExceptionDispatchInfo _failure;
        private UploadProgress _progress;

        internal Job(QueueCore queue, Run run, TokenSource token, CancellationToken cancelled)
        {
            _queue = queue;
            _token = token;
            _cancelled = cancelled;
            Run = run;
        }

        /// <summary>Number of the job in its queue, from 1 on.</summary>
        public long Id { get; private set; }

        /// <summary>Path of its file, or "".</summary>
        public string Path { get; private set; } = "";

        /// <summary>Where it is.</summary>
        public Stage Stage
        {
            get
            {
                lock (_lock)
                {
                    return Done ? Stage.Ended : Native.gu_job_stage(_handle);
                }
            }
        }

        /// <summary>Whether it has ended, in whatever way.</summary>
        public bool Done => _ended.Task.IsCompleted;

        /// <summary>How far it is now.</summary>
        public UploadProgress Progress
        {
            get
            {
                lock (_lock)
                {
                    return _progress ?? UploadProgress.Of(_handle);
                }
            }
        }

        /// <summary>Why it is not stored; null if it is, or if it has not ended.</summary>
        public Exception Error => Done ? _failure?.SourceException : null;

        internal Run Run { get; }

        internal long Number { get; set; }

        internal Task Ended => _ended.Task;

        /// <summary>Where it stands among those that have ended.</summary>
        internal LinkedListNode<Job> Place { get; set; }

        /// <summary>Waits until it has ended. The queue's Next() does not return it any more then.</summary>
        /// <param name="cancellationToken">Ends the wait, not the job.</param>
        public void Wait(CancellationToken cancellationToken = default(CancellationToken))
        {
            _ended.Task.Wait(cancellationToken);
            _queue.Observed(this);
        }

        /// <summary>Waits until it has ended, for so long at most.</summary>
        /// <param name="timeout">Longest wait.</param>
        /// <param name="cancellationToken">Ends the wait, not the job.</param>
        /// <returns>Whether it has ended.</returns>
        public bool Wait(TimeSpan timeout, CancellationToken cancellationToken = default(CancellationToken))
        {
            if (!_ended.Task.Wait((int)timeout.TotalMilliseconds, cancellationToken))
            {
                return false;
            }
            _queue.Observed(this);
            return true;
        }

        /// <summary>Waits until it has ended.</summary>
        /// <param name="cancellationToken">Ends the wait, not the job.</param>
        /// <returns>The wait.</returns>
        public async Task WaitAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            await Background.Until(_ended.Task, cancellationToken).ConfigureAwait(false);
            _queue.Observed(this);
        }

        /// <summary>Waits for the end and returns the stored file, or throws why it is not stored.</summary>
        /// <param name="cancellationToken">Ends the wait, not the job.</param>
        /// <returns>The stored file.</returns>
        public Item Result(CancellationToken cancellationToken = default(CancellationToken))
        {
            Wait(cancellationToken);
            return Stored();
        }

        /// <summary>Waits for the end and returns the stored file, or throws why it is not stored.</summary>
        /// <param name="cancellationToken">Ends the wait, not the job.</param>
        /// <returns>The stored file.</returns>
        public async Task<Item> ResultAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            await WaitAsync(cancellationToken).ConfigureAwait(false);
            return Stored();
        }

        /// <summary>Cancels it and returns at once.</summary>
        public void Cancel()
        {
            Run.Stop();
            Do(Native.gu_job_cancel);
        }

        /// <summary>Pauses it; a request under way is finished first.</summary>
        public void Pause() => Do(Native.gu_job_pause);

        /// <summary>Continues it after <see cref="Pause"/>.</summary>
        public void Resume() => Do(Native.gu_job_continue);

        /// <summary>Lets it run before all others that wait.</summary>
        public void MoveToFront() => Do(Native.gu_job_move_to_front);

        /// <summary>Notes that it was not submitted.</summary>
        internal void Abandon() => _submitted.TrySetResult(false);

        /// <summary>Notes that it was submitted.</summary>
        internal void Attach(JobHandle handle, TimeSpan? timeout)
        {
            lock (_lock)
            {
                _submitted.TrySetResult(true);
                Describe(handle);
                if (Done)
                {
                    handle.Dispose();
                    return;
                }
                _handle = handle;
                if (timeout != null)
                {
                    _timer = new Timer(_ => BeLate(), null, timeout.Value, TimeSpan.FromMilliseconds(-1));
                }
            }
            // Outside: a token that is cancelled already cancels at once.
            var registration = _cancelled.Register(Cancel);
            lock (_lock)
            {
                if (!Done)
                {
                    _registration = registration;
                    return;
                }
            }
            registration.Dispose();
        }

        /// <summary>Notes how it has ended, and then tells it. The handle keeps the source: it is let go.</summary>
        internal void End(JobHandle ended, Action before)
        {
            CancellationTokenRegistration registration;
            lock (_lock)
            {
                if (Done)
                {
                    return;
                }
                Describe(ended);
                var status = Native.gu_job_status(ended);
                _item = Item.Of(Native.gu_job_item(ended));
                _progress = UploadProgress.Of(ended);
                var failure = status == Status.Ok ? null : GraphUploadException.Of(status, Native.gu_job_error(ended));
                if (failure?.Status == Status.Differs)
                {
                    failure.Item = _item;
                }
                _failure = Outcome.Of(status, failure, Run, _token, _cancelled, _isLate);
                registration = _registration;
                _timer?.Dispose();
                _handle?.Dispose();
            }
            // Waits for Cancel(), which wants the lock, if it is being called.
            registration.Dispose();
            Run.Stop();
            before();
            _ended.TrySetResult(true);
        }

        /// <summary>Ends it by its own handle, after its queue was freed. false if it has not ended.</summary>
        internal bool TryEnd()
        {
            if (!_submitted.Task.IsCompleted)
            {
                return false;
            }
            JobHandle handle;
            lock (_lock)
            {
                handle = _handle;
            }
            if (Done || handle == null)
            {
                return true;
            }
            if (Native.gu_job_status(handle) == Status.Busy)
            {
                return false;
            }
            End(handle, () => { });
            return true;
        }

        internal void WaitInLibrary()
        {
            _submitted.Task.Wait();
            JobHandle handle;
            lock (_lock)
            {
                handle = _handle;
            }
            if (handle == null)
            {
                return;
            }
            try
            {
                Native.gu_job_wait(handle, Native.Forever, Background.NoCancel, out var error);
                Native.gu_error_free(error);
            }
            catch (ObjectDisposedException)
            {
                // It has ended meanwhile.
            }
        }

        /// <summary>The stored file, once it has ended.</summary>
        internal Item Stored()
        {
            _failure?.Throw();
            return _item;
        }

        private delegate Status Act(JobHandle job, out IntPtr error);

        private void Do(Act act)
        {
            lock (_lock)
            {
                if (!Done && _handle != null && !_handle.IsClosed)
                {
                    Native.Check(act(_handle, out var error), error);
                }
            }
        }

        private void BeLate()
        {
            lock (_lock)
            {
                if (Done)
                {
                    return;
                }
                _isLate = true;
            }
            Cancel();
        }

        private void Describe(JobHandle handle)
        {
            Id = (long)Native.gu_job_id(handle);
            Path = Native.String(Native.gu_job_path(handle));
        }
    }
}
