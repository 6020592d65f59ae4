using System;
using System.Threading;

namespace GraphUpload
{
    /// <summary>Ends a blocking call of the library: by a token, at a deadline, or at the exit of the process.</summary>
    internal sealed class Cancellation : IDisposable
    {
        private readonly CancelHandle _handle;
        private readonly CancellationTokenRegistration _registration;
        private readonly IDisposable _ending;

        internal Cancellation(CancellationToken token, TimeSpan? timeout = null, Run run = null)
        {
            Native.Check(Native.gu_cancel_new(out _handle, out var error), error);
            try
            {
                if (timeout != null)
                {
                    Native.Check(
                        Native.gu_cancel_set_deadline_ms(_handle, (ulong)Math.Ceiling(timeout.Value.TotalMilliseconds), out error),
                        error);
                }
                Action end = () =>
                {
                    run?.Stop();
                    Native.gu_cancel_request(_handle);
                };
                _ending = Ending.Of(end);
                _registration = token.Register(end);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        internal CancelHandle Handle => _handle;

        public void Dispose()
        {
            // Waits for `end`, if it is being called.
            _registration.Dispose();
            _ending?.Dispose();
            _handle.Dispose();
        }
    }
}
