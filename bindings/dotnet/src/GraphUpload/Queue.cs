using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace GraphUpload
{
    /// <summary>How many jobs of a queue are where.</summary>
    public sealed class QueueCounts
    {
        internal QueueCounts(QueueHandle queue)
        {
            Waiting = (long)Native.gu_queue_jobs(queue, QueueCount.Waiting);
            Running = (long)Native.gu_queue_jobs(queue, QueueCount.Running);
            Paused = (long)Native.gu_queue_jobs(queue, QueueCount.Paused);
            Stored = (long)Native.gu_queue_jobs(queue, QueueCount.Stored);
            Failed = (long)Native.gu_queue_jobs(queue, QueueCount.Failed);
        }

        /// <summary>Jobs that wait for their turn.</summary>
        public long Waiting { get; }

        /// <summary>Jobs that run.</summary>
        public long Running { get; }

        /// <summary>Jobs that are paused.</summary>
        public long Paused { get; }

        /// <summary>Jobs whose file is stored.</summary>
        public long Stored { get; }

        /// <summary>Jobs that ended with an error, cancelled ones included.</summary>
        public long Failed { get; }
    }

    /// <summary>
    /// Many uploads at once, on threads of the library. Comes from <see cref="Client.CreateQueue"/>; any thread may use it.
    /// </summary>
    /// <remarks>
    /// <see cref="Dispose"/> cancels the jobs that have not ended: wait for them before. A queue that is not disposed goes on
    /// until its jobs have ended, or the process.
    /// </remarks>
    public sealed class Queue : IDisposable
    {
        private readonly QueueCore _core;

        internal Queue(QueueCore core)
        {
            _core = core;
        }

        /// <summary>How many jobs are where.</summary>
        public QueueCounts Counts => new QueueCounts(_core.Handle);

        /// <summary>How far all jobs are, ended ones included.</summary>
        public UploadProgress Progress => UploadProgress.Of(_core.Handle);

        /// <summary>Submits an upload and returns at once, or when there is room; see <see cref="QueueOptions.MaxWaiting"/>.</summary>
        /// <param name="source">As for <see cref="Client.UploadAsync"/>.</param>
        /// <param name="target">As for <see cref="Client.UploadAsync"/>.</param>
        /// <param name="options">As for <see cref="Client.UploadAsync"/>.</param>
        /// <param name="progress">As for <see cref="Client.UploadAsync"/>. It is called on threads of the library.</param>
        /// <param name="cancellationToken">Cancels the job.</param>
        /// <returns>The job. One that fails throws nothing by itself: ask for its result, or its error.</returns>
        public Job Submit(
            Source source, Target target, UploadOptions options = null, IProgress<UploadProgress> progress = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return _core.Submit(source, target, options, progress, cancellationToken);
        }

        /// <summary>Waits for the next job that has ended, in the order of ending.</summary>
        /// <param name="cancellationToken">Ends the wait, not the jobs.</param>
        /// <returns>The job; null if none is left. Each comes once, and not if it was waited for.</returns>
        public Job Next(CancellationToken cancellationToken = default(CancellationToken))
        {
            while (true)
            {
                var job = _core.Next(out var more);
                if (job != null || more == null)
                {
                    return job;
                }
                more.Wait(cancellationToken);
            }
        }

        /// <summary>Waits for the next job that has ended, in the order of ending.</summary>
        /// <param name="cancellationToken">Ends the wait, not the jobs.</param>
        /// <returns>The job; null if none is left. Each comes once, and not if it was waited for.</returns>
        public async Task<Job> NextAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            while (true)
            {
                Task more;
                var job = _core.Next(out more);
                if (job != null || more == null)
                {
                    return job;
                }
                await Background.Until(more, cancellationToken).ConfigureAwait(false);
            }
        }

        /// <summary>The jobs in the order of ending, until none is left.</summary>
        /// <param name="cancellationToken">Ends the wait, not the jobs.</param>
        /// <returns>The jobs, each as soon as it has ended.</returns>
        public IEnumerable<Job> AsCompleted(CancellationToken cancellationToken = default(CancellationToken))
        {
            for (var job = Next(cancellationToken); job != null; job = Next(cancellationToken))
            {
                yield return job;
            }
        }

        /// <summary>Waits until all jobs have ended.</summary>
        /// <param name="cancellationToken">Ends the wait, not the jobs.</param>
        public void Wait(CancellationToken cancellationToken = default(CancellationToken))
        {
            foreach (var job in _core.Jobs())
            {
                job.Ended.Wait(cancellationToken);
            }
        }

        /// <summary>Waits until all jobs have ended.</summary>
        /// <param name="cancellationToken">Ends the wait, not the jobs.</param>
        /// <returns>The wait.</returns>
        public async Task WaitAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            foreach (var job in _core.Jobs())
            {
                await Background.Until(job.Ended, cancellationToken).ConfigureAwait(false);
            }
        }

        /// <summary>Pauses all jobs, those submitted later included.</summary>
        public void Pause() => Native.Check(Native.gu_queue_pause(_core.Handle, out var error), error);

        /// <summary>Continues all jobs.</summary>
        public void Resume() => Native.Check(Native.gu_queue_continue(_core.Handle, out var error), error);

        /// <summary>Cancels all jobs that have not ended, and returns at once.</summary>
        public void Cancel() => _core.Cancel();

        /// <summary>
        /// Cancels the jobs that have not ended and waits for them. With a state folder they stay there, and the next queue goes
        /// on with them; <see cref="Cancel"/> takes them out.
        /// </summary>
        public void Dispose() => _core.Close(isAsync: false).Wait();

        /// <summary>The same as <see cref="Dispose"/> without blocking.</summary>
        /// <returns>The wait.</returns>
        public Task CloseAsync() => _core.Close(isAsync: true);
    }
}
