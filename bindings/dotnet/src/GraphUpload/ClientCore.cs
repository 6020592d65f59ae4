using System;
using System.Threading;

namespace GraphUpload
{
    /// <summary>
    /// A client, which is freed when it is closed and nothing runs that may need another token. It has no finaliser: its
    /// handle has.
    /// </summary>
    internal sealed class ClientCore
    {
        private static readonly LogCallback OnLog = Write;

        private readonly object _lock = new object();
        private readonly CancellationTokenSource _closed = new CancellationTokenSource();
        private readonly ClientHandle _handle;
        private int _users;
        private bool _isClosed;

        internal ClientCore(ClientOptions options, string token, TokenSource source)
        {
            options = options ?? new ClientOptions();
            Native.Check(Native.gu_options_new(out var handle, out var error), error);
            using (handle)
            {
                options.SetOn(handle);
                if (token != null)
                {
                    Native.Check(Native.gu_options_set_token(handle, Native.Text(token, "token"), out error), error);
                }
                source?.SetOn(handle);
                if (options.Log != null)
                {
                    var context = Context.Of(options.Log);
                    Native.Check(Native.gu_options_set_log_callback(handle, OnLog, context, Context.Destroy, out error), error);
                }
                // Before the client exists, which may ask for a token.
                source?.Attach(this);
                Native.Check(Native.gu_client_new(handle, out _handle, out error), error);
            }
            Token = source;
        }

        /// <summary>Where its tokens come from; null if they are strings, or if it is freed.</summary>
        internal TokenSource Token { get; private set; }

        internal ClientHandle Handle => _handle;

        /// <summary>Ends what fetches a token that nothing needs any more.</summary>
        internal CancellationToken Closed => _closed.Token;

        /// <summary>Keeps the client until <see cref="Exit"/>.</summary>
        internal void Enter()
        {
            lock (_lock)
            {
                if (_isClosed)
                {
                    throw new ObjectDisposedException(nameof(Client));
                }
                _users++;
            }
        }

        internal void Exit()
        {
            lock (_lock)
            {
                _users--;
            }
            FreeIfLast();
        }

        internal void Close()
        {
            lock (_lock)
            {
                _isClosed = true;
            }
            FreeIfLast();
        }

        internal void SetToken(string token)
        {
            try
            {
                Native.Check(Native.gu_client_set_token(_handle, Native.Text(token, nameof(token)), out var error), error);
            }
            catch (ObjectDisposedException)
            {
                // The client is closed, and nothing waits for a token.
            }
        }

        private void FreeIfLast()
        {
            lock (_lock)
            {
                if (!_isClosed || _users > 0 || _handle.IsClosed)
                {
                    return;
                }
                _handle.Dispose();
                Token = null;
            }
            try
            {
                _closed.Cancel();
            }
            catch (AggregateException)
            {
                // A registration of the token function's own has failed.
            }
        }

        // Nothing may leave a callback, and a message does not end what it tells of.
        private static void Write(IntPtr record, IntPtr context)
        {
            try
            {
                var message = Native.String(Native.gu_log_record_message(record));
                Context.Get<Action<LogLevel, string>>(context)(Native.gu_log_record_level(record), message);
            }
            catch (Exception)
            {
                // Documented at ClientOptions.Log.
            }
        }
    }
}
