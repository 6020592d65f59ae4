using System;
using System.Threading;
using System.Threading.Tasks;

namespace GraphUpload
{
    /// <summary>
    /// An upload that the caller feeds. Comes from <see cref="Client.CreateSession"/>; one call at a time may use it.
    /// </summary>
    /// <remarks>
    /// <see cref="Offset"/> tells where the next bytes must start; after an error of <see cref="Status.Rewind"/> put them again
    /// from there.
    /// </remarks>
    public sealed class Session : IDisposable
    {
        private delegate Status Call(CancelHandle cancel, out IntPtr error);

        private delegate Status Make(CancelHandle cancel, out SessionHandle session, out IntPtr error);

        private static readonly SaveCallback OnSave = Keep;

        private readonly ClientCore _client;
        private readonly SessionHandle _handle;
        private readonly Run _run = new Run(isAsync: false);
        private int _isClosed;

        private Session(ClientCore client, SessionHandle handle)
        {
            _client = client;
            _handle = handle;
        }

        /// <summary>Where the next <see cref="Put(byte[], long?, CancellationToken)"/> must start.</summary>
        public long Offset => (long)Native.gu_session_next_offset(Handle);

        /// <summary>Bytes that the service has confirmed, from the start of the file without a gap.</summary>
        public long Confirmed => (long)Native.gu_session_confirmed(Handle);

        /// <summary>Size of the file.</summary>
        public long Size => (long)Native.gu_session_size(Handle);

        /// <summary>When the upload session expires; null if the service did not say.</summary>
        public DateTimeOffset? Expires
        {
            get
            {
                var ms = Native.gu_session_expires_ms(Handle);
                return ms == 0 ? (DateTimeOffset?)null : DateTimeOffset.FromUnixTimeMilliseconds((long)ms);
            }
        }

        /// <summary>Sets what is told of the progress, on the thread of the call. What it throws ends the call.</summary>
        /// <param name="progress">What is told; null for nothing.</param>
        public void OnProgress(IProgress<UploadProgress> progress)
        {
            var handle = Handle;
            var context = progress == null ? IntPtr.Zero : Context.Of(new Watcher(_run, progress));
            var status = progress == null
                ? Native.gu_session_set_progress(handle, null, IntPtr.Zero, null, out var error)
                : Native.gu_session_set_progress(handle, Watcher.Callback, context, Context.Destroy, out error);
            Native.Check(status, error);
        }

        /// <summary>Puts bytes. Any length is fine; full pieces are sent, and the last bytes when the file is complete.</summary>
        /// <param name="bytes">The bytes, which are not kept.</param>
        /// <param name="offset">Where they start in the file, as a check.</param>
        /// <param name="cancellationToken">Ends the call.</param>
        public void Put(byte[] bytes, long? offset = null, CancellationToken cancellationToken = default(CancellationToken))
        {
            Put(new ArraySegment<byte>(bytes ?? throw new ArgumentNullException(nameof(bytes))), offset, cancellationToken);
        }

        /// <summary>Puts part of an array; see the other form.</summary>
        /// <param name="bytes">The bytes, which are not kept.</param>
        /// <param name="offset">Where they start in the file, as a check.</param>
        /// <param name="cancellationToken">Ends the call.</param>
        public void Put(
            ArraySegment<byte> bytes, long? offset = null, CancellationToken cancellationToken = default(CancellationToken))
        {
            using (var pinned = new Pinned(bytes))
            {
                var at = offset < 0 ? throw new ArgumentOutOfRangeException(nameof(offset), "offset: not negative")
                    : (ulong)(offset ?? Offset);
                var start = pinned.Start;
                var length = pinned.Length;
                Do((CancelHandle cancel, out IntPtr error) =>
                    Native.gu_put_chunk(Handle, at, start, length, cancel, out error), cancellationToken);
            }
        }

        /// <summary>Puts bytes without blocking.</summary>
        /// <param name="bytes">The bytes: leave them unchanged until the task has ended.</param>
        /// <param name="offset">Where they start in the file, as a check.</param>
        /// <param name="cancellationToken">Ends the call.</param>
        /// <returns>The call.</returns>
        public Task PutAsync(byte[] bytes, long? offset = null, CancellationToken cancellationToken = default(CancellationToken))
        {
            return Later(() => Put(bytes, offset, cancellationToken));
        }

        /// <summary>
        /// Ends the upload and returns the stored file. Called again, it returns it again; after
        /// <see cref="Status.OutcomeUnknown"/> it asks the service whether the file is stored.
        /// </summary>
        /// <param name="cancellationToken">Ends the call.</param>
        /// <returns>The stored file.</returns>
        public Item Finish(CancellationToken cancellationToken = default(CancellationToken))
        {
            var item = IntPtr.Zero;
            Do((CancelHandle cancel, out IntPtr error) => Native.gu_finish(Handle, cancel, out item, out error), cancellationToken);
            return Item.Taken(item);
        }

        /// <summary>The same as <see cref="Finish"/> without blocking.</summary>
        /// <param name="cancellationToken">Ends the call.</param>
        /// <returns>The stored file.</returns>
        public Task<Item> FinishAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => Finish(cancellationToken));
        }

        /// <summary>Asks the service where the upload stands. Never needed: it is asked after a fault.</summary>
        /// <param name="cancellationToken">Ends the call.</param>
        public void Refresh(CancellationToken cancellationToken = default(CancellationToken))
        {
            Do((CancelHandle cancel, out IntPtr error) => Native.gu_session_refresh(Handle, cancel, out error), cancellationToken);
        }

        /// <summary>The same as <see cref="Refresh"/> without blocking.</summary>
        /// <param name="cancellationToken">Ends the call.</param>
        /// <returns>The call.</returns>
        public Task RefreshAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Later(() => Refresh(cancellationToken));
        }

        /// <summary>Abandons the upload, so that nothing is left at the service.</summary>
        /// <param name="cancellationToken">Ends the call. Not the one that has just cancelled the upload.</param>
        public void Discard(CancellationToken cancellationToken = default(CancellationToken))
        {
            Do((CancelHandle cancel, out IntPtr error) => Native.gu_session_discard(Handle, cancel, out error), cancellationToken);
        }

        /// <summary>The same as <see cref="Discard"/> without blocking.</summary>
        /// <param name="cancellationToken">Ends the call. Not the one that has just cancelled the upload.</param>
        /// <returns>The call.</returns>
        public Task DiscardAsync(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Later(() => Discard(cancellationToken));
        }

        /// <summary>The state for <see cref="Client.ResumeSession"/>, also in another process. It is a secret.</summary>
        /// <param name="key">32 bytes that seal it; null leaves it readable.</param>
        /// <returns>The state.</returns>
        public byte[] Save(byte[] key = null)
        {
            using (var pinned = new Pinned(SealingKey.Checked(key)))
            {
                Native.Check(
                    Native.gu_session_save(Handle, pinned.Start, pinned.Length, out var state, out var error), error);
                try
                {
                    return Bytes(state);
                }
                finally
                {
                    Native.gu_state_free(state);
                }
            }
        }

        /// <summary>Closes it. What was neither finished nor discarded stays at the service until it expires.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isClosed, 1) == 0)
            {
                _handle.Dispose();
                _client.Exit();
            }
        }

        internal static Session Create(
            ClientCore client, Target target, long size, SessionOptions options, CancellationToken cancelled)
        {
            var place = (target ?? throw new ArgumentNullException(nameof(target))).Handle(null);
            var bytes = Checked(size);
            return New(client, options, cancelled, (CancelHandle cancel, out SessionHandle session, out IntPtr error) =>
                Native.gu_session_create(client.Handle, place, bytes, cancel, out session, out error));
        }

        internal static Session Adopt(
            ClientCore client, Kind kind, string uploadUrl, long size, SessionOptions options, CancellationToken cancelled)
        {
            var url = Native.Given(uploadUrl, nameof(uploadUrl));
            var bytes = Checked(size);
            return New(client, options, cancelled, (CancelHandle cancel, out SessionHandle session, out IntPtr error) =>
                Native.gu_session_adopt(client.Handle, kind, url, bytes, cancel, out session, out error));
        }

        internal static Session Resume(
            ClientCore client, Target target, byte[] state, SessionOptions options, CancellationToken cancelled)
        {
            var place = target == null ? new TargetHandle() : target.Handle(null);
            using (var data = new Pinned(state ?? throw new ArgumentNullException(nameof(state))))
            using (var key = new Pinned(SealingKey.Checked(options?.Key)))
            {
                // A lambda cannot hold a struct that is disposed.
                IntPtr start = data.Start, keyStart = key.Start;
                ulong length = data.Length, keyLength = key.Length;
                return New(client, options, cancelled, (CancelHandle cancel, out SessionHandle session, out IntPtr error) =>
                    Native.gu_session_resume(
                        client.Handle, place, start, length, keyStart, keyLength, cancel, out session, out error));
            }
        }

        private static Session New(ClientCore client, SessionOptions options, CancellationToken cancelled, Make make)
        {
            SealingKey.Checked(options?.Key);
            client.Enter();
            Session session = null;
            try
            {
                using (var cancellation = new Cancellation(cancelled))
                {
                    var status = make(cancellation.Handle, out var handle, out var error);
                    if (status != Status.Ok)
                    {
                        var failure = GraphUploadException.Taken(status, error);
                        Outcome.Of(status, failure, null, client.Token, cancelled, false).Throw();
                    }
                    session = new Session(client, handle);
                }
                session.SaveBy(options);
                return session;
            }
            catch
            {
                if (session == null)
                {
                    client.Exit();
                }
                else
                {
                    session.Dispose();
                }
                throw;
            }
        }

        private SessionHandle Handle => _handle.IsClosed ? throw new ObjectDisposedException(nameof(Session)) : _handle;

        private static ulong Checked(long size)
        {
            return size < 0 ? throw new ArgumentOutOfRangeException(nameof(size), "size: not negative") : (ulong)size;
        }

        private static Task Later(Action call)
        {
            return Background.Run(() =>
            {
                call();
                return true;
            });
        }

        private static byte[] Bytes(IntPtr state)
        {
            return Native.Bytes(Native.gu_state_data(state), (int)Native.gu_state_length(state));
        }

        // Nothing may leave a callback.
        private static int Keep(IntPtr state, IntPtr context)
        {
            var keeper = Context.Get<Keeper>(context);
            try
            {
                keeper.Save(Bytes(state));
                return 0;
            }
            catch (Exception error)
            {
                keeper.Run.Fails(error);
                return 1;
            }
        }

        /// <summary>Saves it from now on, at once for the first time.</summary>
        private void SaveBy(SessionOptions options)
        {
            if (options?.Save == null)
            {
                return;
            }
            using (var key = new Pinned(options.Key))
            {
                var context = Context.Of(new Keeper(_run, options.Save));
                Native.Check(
                    Native.gu_session_set_save_callback(
                        Handle, key.Start, key.Length, OnSave, context, Context.Destroy, out var error),
                    error);
            }
            byte[] state;
            try
            {
                state = Save(options.Key);
            }
            catch (GraphUploadException error) when (error.Status == Status.State)
            {
                // The upload is over: a resumed one whose file turns out to be stored.
                return;
            }
            options.Save(state);
        }

        private void Do(Call call, CancellationToken cancelled)
        {
            using (var cancellation = new Cancellation(cancelled))
            {
                var status = call(cancellation.Handle, out var error);
                if (status == Status.Ok)
                {
                    return;
                }
                var failure = GraphUploadException.Taken(status, error);
                var isRaised = status == Status.Cancelled || status == Status.SavedState;
                var outcome = Outcome.Of(status, failure, isRaised ? _run : null, _client.Token, cancelled, false);
                if (isRaised)
                {
                    // The next call is another one.
                    _run.Forgive();
                }
                outcome.Throw();
            }
        }

        private sealed class Keeper
        {
            internal Keeper(Run run, Action<byte[]> save)
            {
                Run = run;
                Save = save;
            }

            internal Run Run { get; }

            internal Action<byte[]> Save { get; }
        }
    }
}
