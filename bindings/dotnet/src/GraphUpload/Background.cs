using System;
using System.Threading;
using System.Threading.Tasks;

namespace GraphUpload
{
    internal static class Background
    {
        /// <summary>No flag, for a call that waits as long as it takes.</summary>
        internal static readonly CancelHandle NoCancel = new CancelHandle();

        /// <summary>Makes a call that blocks, on a thread that is not one of the pool.</summary>
        internal static Task<T> Run<T>(Func<T> call)
        {
            var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            Start(() =>
            {
                T result;
                try
                {
                    result = call();
                }
                catch (Exception error)
                {
                    done.SetException(error);
                    return;
                }
                done.SetResult(result);
            });
            return Awaited(done.Task);
        }

        /// <summary>Does something on such a thread, which must not throw.</summary>
        internal static void Start(Action action)
        {
            new Thread(() => action()) { IsBackground = true, Name = "graph-upload" }.Start();
        }

        /// <summary>Waits for a task until a token is cancelled.</summary>
        internal static async Task Until(Task task, CancellationToken cancellationToken)
        {
            if (!task.IsCompleted && cancellationToken.CanBeCanceled)
            {
                var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                using (cancellationToken.Register(() => cancelled.TrySetResult(true)))
                {
                    await Task.WhenAny(task, cancelled.Task).ConfigureAwait(false);
                }
                if (!task.IsCompleted)
                {
                    throw new OperationCanceledException(cancellationToken);
                }
            }
            await task.ConfigureAwait(false);
        }

        // Makes the task a cancelled one, with its exception, if the call was cancelled.
        private static async Task<T> Awaited<T>(Task<T> task) => await task.ConfigureAwait(false);
    }
}
