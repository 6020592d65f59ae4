using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace GraphUpload
{
    /// <summary>
    /// What runs, so that it can be ended when the process exits: the library's threads must not call the runtime after that.
    /// </summary>
    internal sealed class Ending : IDisposable
    {
        // A source or callback that never returns does not keep the process.
        private const int MostMilliseconds = 5000;

        private static readonly HashSet<Ending> Running = new HashSet<Ending>();

        // Queues without jobs too: Mono waits for their threads, if these have called it, and does so for ever.
        private static readonly List<WeakReference<QueueCore>> Queues = new List<WeakReference<QueueCore>>();
        private static int _mostQueues = 16;

        private readonly Action _end;

        static Ending()
        {
            AppDomain.CurrentDomain.ProcessExit += (sender, arguments) => EndAll();
            AppDomain.CurrentDomain.DomainUnload += (sender, arguments) => EndAll();
        }

        private Ending(Action end)
        {
            _end = end;
        }

        /// <summary>Calls a function at the exit of the process, if what it ends has not been disposed by then.</summary>
        internal static Ending Of(Action end)
        {
            var ending = new Ending(end);
            lock (Running)
            {
                Running.Add(ending);
            }
            return ending;
        }

        /// <summary>Closes a queue at the exit of the process, if it has not been collected by then.</summary>
        internal static void Watch(QueueCore queue)
        {
            lock (Queues)
            {
                if (Queues.Count >= _mostQueues)
                {
                    QueueCore left;
                    Queues.RemoveAll(one => !one.TryGetTarget(out left));
                    _mostQueues = Math.Max(16, 2 * Queues.Count);
                }
                Queues.Add(new WeakReference<QueueCore>(queue));
            }
        }

        /// <summary>It has ended.</summary>
        public void Dispose()
        {
            lock (Running)
            {
                Running.Remove(this);
                Monitor.PulseAll(Running);
            }
        }

        private static void EndAll()
        {
            Ending[] all;
            lock (Running)
            {
                all = new Ending[Running.Count];
                Running.CopyTo(all);
            }
            foreach (var one in all)
            {
                try
                {
                    one._end();
                }
                catch (Exception)
                {
                    // It has ended meanwhile; others are still to be ended.
                }
            }
            var until = Environment.TickCount + MostMilliseconds;
            foreach (var closing in CloseQueues())
            {
                closing.Wait(Math.Max(1, until - Environment.TickCount));
            }
            lock (Running)
            {
                while (Running.Count > 0 && until - Environment.TickCount > 0)
                {
                    Monitor.Wait(Running, Math.Max(1, until - Environment.TickCount));
                }
            }
        }

        private static List<Task> CloseQueues()
        {
            var closing = new List<Task>();
            lock (Queues)
            {
                foreach (var one in Queues)
                {
                    if (one.TryGetTarget(out var queue))
                    {
                        closing.Add(queue.Close(isAsync: true));
                    }
                }
            }
            return closing;
        }
    }
}
