using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace GraphUpload
{
    /// <summary>
    /// A queue of the library, and the one thread that waits for its jobs while there are any. The thread keeps this object;
    /// without jobs it can be collected, and its handle frees the queue.
    /// </summary>
    internal sealed class QueueCore
    {
        private readonly object _lock = new object();
        private readonly ClientCore _client;
        private readonly QueueHandle _handle;
        private readonly bool _isSaved;
        private readonly bool _isShared;
        private readonly Dictionary<long, Job> _jobs = new Dictionary<long, Job>();
        private readonly LinkedList<Job> _ended = new LinkedList<Job>();
        private TaskCompletionSource<bool> _changed = NewSignal();
        private TaskCompletionSource<bool> _fetched;
        private CancelHandle _wake;
        private long _numbers;
        private long _submissions;
        private Task _closing;

        /// <param name="client">The client, which is kept.</param>
        /// <param name="atOnce">How many jobs run at a time.</param>
        /// <param name="options">How many wait, and where they are saved; or null.</param>
        /// <param name="isShared">
        /// Whether it belongs to a client, which waits for each job by itself: then it keeps none that has ended, and closes
        /// itself when it is idle, so that an idle client has no threads.
        /// </param>
        internal QueueCore(ClientCore client, int atOnce, QueueOptions options, bool isShared)
        {
            if (atOnce < 1 || atOnce > 256)
            {
                throw new ArgumentOutOfRangeException(nameof(atOnce), "atOnce: 1 to 256");
            }
            _client = client;
            _isShared = isShared;
            _isSaved = options?.StateFolder != null;
            client.Enter();
            try
            {
                Native.Check(Native.gu_queue_new(client.Handle, (uint)atOnce, out _handle, out var error), error);
                options?.SetOn(_handle);
                Ending.Watch(this);
                if (_isSaved)
                {
                    // There may be jobs that an earlier process has left.
                    Fetch();
                }
            }
            catch
            {
                _handle?.Dispose();
                client.Exit();
                throw;
            }
        }

        internal QueueHandle Handle => _handle.IsClosed ? throw new ObjectDisposedException(nameof(Queue)) : _handle;

        /// <summary>Whether it takes no more jobs.</summary>
        internal bool IsClosed
        {
            get
            {
                lock (_lock)
                {
                    return _closing != null;
                }
            }
        }

        internal Job Submit(
            Source source, Target target, UploadOptions options, IProgress<UploadProgress> progress, CancellationToken cancelled)
        {
            var place = Client.Place(source, target);
            options?.Validate();
            source.Take();
            try
            {
                return Submit(source, place, options, progress, cancelled);
            }
            catch
            {
                source.Leave();
                throw;
            }
        }

        private Job Submit(
            Source source, TargetHandle place, UploadOptions options, IProgress<UploadProgress> progress, CancellationToken cancelled)
        {
            var job = new Job(this, new Run(isAsync: true), _client.Token, cancelled);
            using (var upload = UploadOptions.Prepare(source, options, progress, job.Run))
            {
                lock (_lock)
                {
                    if (_closing != null)
                    {
                        throw new ObjectDisposedException(nameof(Queue));
                    }
                    // Before it is submitted: it may end at once, and the other thread gets it.
                    job.Number = ++_numbers;
                    _jobs.Add(job.Number, job);
                }
                try
                {
                    Native.Check(
                        Native.gu_queue_submit(_handle, upload, place, new IntPtr(job.Number), null, out var handle, out var error),
                        error);
                    job.Attach(handle, options?.Limit);
                }
                catch
                {
                    job.Abandon();
                    Forget(job);
                    throw;
                }
            }
            Fetch();
            return job;
        }

        /// <summary>Cancels all jobs that have not ended.</summary>
        internal void Cancel()
        {
            foreach (var job in Jobs())
            {
                job.Run.Stop();
            }
            Native.Check(Native.gu_queue_cancel(Handle, out var error), error);
        }

        /// <summary>The jobs that have not ended.</summary>
        internal Job[] Jobs()
        {
            lock (_lock)
            {
                var jobs = new Job[_jobs.Count];
                _jobs.Values.CopyTo(jobs, 0);
                return jobs;
            }
        }

        /// <summary>
        /// The next job that has ended and was not asked for. Without one, `more` ends when there may be one; it is null if
        /// none is left.
        /// </summary>
        internal Job Next(out Task more)
        {
            lock (_lock)
            {
                more = null;
                if (_ended.Count > 0)
                {
                    var job = _ended.First.Value;
                    _ended.RemoveFirst();
                    return job;
                }
                if (_jobs.Count > 0 || _fetched != null)
                {
                    more = _changed.Task;
                }
                return null;
            }
        }

        /// <summary>Notes that someone has got how a job has ended.</summary>
        internal void Observed(Job job)
        {
            if (!_isShared)
            {
                lock (_lock)
                {
                    if (job.Ended.IsCompleted && job.Place?.List == _ended)
                    {
                        _ended.Remove(job.Place);
                    }
                }
            }
        }

        /// <summary>Cancels what has not ended and waits for it. What is saved stays in the folder.</summary>
        internal Task Close(bool isAsync)
        {
            TaskCompletionSource<bool> closing;
            lock (_lock)
            {
                if (_closing != null)
                {
                    return _closing;
                }
                closing = NewSignal();
                _closing = closing.Task;
            }
            if (isAsync)
            {
                Background.Start(() => Close(closing));
            }
            else
            {
                Close(closing);
            }
            return closing.Task;
        }

        private static TaskCompletionSource<bool> NewSignal()
        {
            return new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        private void Close(TaskCompletionSource<bool> closing)
        {
            try
            {
                foreach (var job in Jobs())
                {
                    job.Run.Stop();
                }
                // In a folder they stay, which cancelling would take them out of: freeing the queue ends them.
                if (!_isSaved)
                {
                    Native.gu_queue_cancel(_handle, out var error);
                    Native.gu_error_free(error);
                }
                Task fetched;
                lock (_lock)
                {
                    fetched = _fetched?.Task;
                    if (fetched != null)
                    {
                        Native.gu_cancel_request(_wake);
                    }
                }
                fetched?.Wait();
                // Waits for the jobs, except for one whose callback has called this.
                _handle.Dispose();
                foreach (var job in Jobs())
                {
                    End(job);
                }
                _wake?.Dispose();
                _client.Exit();
                Change();
            }
            finally
            {
                closing.SetResult(true);
            }
        }

        /// <summary>Ends a job by its own handle.</summary>
        private void End(Job job)
        {
            if (!job.TryEnd())
            {
                Background.Start(() =>
                {
                    job.WaitInLibrary();
                    End(job);
                });
                return;
            }
            Forget(job);
        }

        private void Forget(Job job)
        {
            lock (_lock)
            {
                _jobs.Remove(job.Number);
            }
            Change();
        }

        private void Change()
        {
            TaskCompletionSource<bool> changed;
            lock (_lock)
            {
                changed = _changed;
                _changed = NewSignal();
            }
            changed.SetResult(true);
        }

        /// <summary>Starts the thread that waits for jobs, if there is none.</summary>
        private void Fetch()
        {
            lock (_lock)
            {
                _submissions++;
                if (_fetched != null || _closing != null)
                {
                    return;
                }
                if (_wake == null)
                {
                    Native.Check(Native.gu_cancel_new(out _wake, out var error), error);
                }
                _fetched = NewSignal();
            }
            Background.Start(FetchAll);
        }

        private void FetchAll()
        {
            while (true)
            {
                long submissions;
                lock (_lock)
                {
                    submissions = _submissions;
                }
                var status = Native.gu_queue_next(_handle, Native.Forever, _wake, out var handle, out var error);
                Native.gu_error_free(error);
                if (status == Status.Ok && !handle.IsInvalid)
                {
                    Take(handle);
                    continue;
                }
                TaskCompletionSource<bool> closing = null;
                lock (_lock)
                {
                    // A job that was submitted meanwhile relies on this thread.
                    if (status == Status.Ok && submissions != _submissions)
                    {
                        continue;
                    }
                    if (_isShared && _jobs.Count == 0 && _closing == null)
                    {
                        closing = NewSignal();
                        _closing = closing.Task;
                    }
                    _fetched.SetResult(true);
                    _fetched = null;
                }
                Change();
                if (closing != null)
                {
                    Close(closing);
                }
                return;
            }
        }

        private void Take(JobHandle handle)
        {
            var number = Native.gu_job_context(handle).ToInt64();
            Job job;
            lock (_lock)
            {
                if (!_jobs.TryGetValue(number, out job))
                {
                    // An earlier process has left it.
                    job = new Job(this, new Run(isAsync: true), _client.Token, CancellationToken.None);
                }
            }
            job.End(handle, () =>
            {
                lock (_lock)
                {
                    _jobs.Remove(number);
                    if (!_isShared)
                    {
                        job.Place = _ended.AddLast(job);
                    }
                }
            });
            handle.Dispose();
            Change();
        }
    }
}
