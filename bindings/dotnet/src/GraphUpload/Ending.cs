using System;
using System.Collections.Generic;
using System.Threading;

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
            lock (Running)
            {
                while (Running.Count > 0 && until - Environment.TickCount > 0)
                {
                    Monitor.Wait(Running, Math.Max(1, until - Environment.TickCount));
                }
            }
        }
    }
}
