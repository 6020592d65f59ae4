using System;
using System.Threading;
using System.Threading.Tasks;

namespace GraphUpload
{
    /// <summary>
    /// Uploads files to Microsoft Graph: OneDrive, SharePoint, To Do, Outlook, Universal Print. It has the connections, the
    /// token and the options that uploads share; any thread may use it.
    /// </summary>
    public sealed class Client : IDisposable
    {
        /// <summary>The scope of a token for all permissions that an application has.</summary>
        public const string Scope = "https://graph.microsoft.com/.default";

        private readonly ClientCore _core;
        private readonly int _uploadsAtOnce;
        private readonly object _lock = new object();
        private QueueCore _uploads;

        /// <summary>Makes a client without a token; see <see cref="SetToken"/>.</summary>
        /// <param name="options">How it behaves.</param>
        public Client(ClientOptions options = null) : this(options, null, null)
        {
        }

        /// <summary>Makes a client with a token that lasts as long as it is used, usually an hour.</summary>
        /// <param name="token">The token, without "Bearer"; null for none.</param>
        /// <param name="options">How it behaves.</param>
        public Client(string token, ClientOptions options = null) : this(options, token, null)
        {
        }

        /// <summary>Makes a client that fetches its tokens.</summary>
        /// <param name="token">
        /// Called for the first request, and again when the service refuses the token, on the thread of an upload. What it
        /// throws ends the uploads that need the token, which throw it.
        /// </param>
        /// <param name="options">How it behaves.</param>
        public Client(Func<TokenRequest, string> token, ClientOptions options = null)
            : this(options, null, new TokenSource(token))
        {
        }

        /// <summary>Makes a client that fetches its tokens asynchronously.</summary>
        /// <param name="token">
        /// As for the others, called on the thread pool. No thread waits for it. Its token is cancelled when the client is
        /// disposed and nothing runs any more.
        /// </param>
        /// <param name="options">How it behaves.</param>
        public Client(Func<CancellationToken, Task<string>> token, ClientOptions options = null)
            : this(options, null, new TokenSource(token == null
                ? (Func<TokenRequest, CancellationToken, Task<string>>)null
                : (request, cancellationToken) => token(cancellationToken)))
        {
        }

        /// <summary>Makes a client that fetches its tokens asynchronously and is told what for.</summary>
        /// <param name="token">As for the others.</param>
        /// <param name="options">How it behaves.</param>
        public Client(Func<TokenRequest, CancellationToken, Task<string>> token, ClientOptions options = null)
            : this(options, null, new TokenSource(token))
        {
        }

        private Client(ClientOptions options, string token, TokenSource source)
        {
            Loader.Load();
            _uploadsAtOnce = options?.UploadsAtOnce ?? 16;
            _core = new ClientCore(options, token, source);
        }

        /// <summary>Version of the library, which is that of the package.</summary>
        public static string LibraryVersion
        {
            get
            {
                Loader.Load();
                return Native.LibraryVersion();
            }
        }

        /// <summary>The limits of each kind of target, as JSON; <c>gu_rules_json()</c> describes them.</summary>
        public static string RulesJson
        {
            get
            {
                Loader.Load();
                return Native.RulesJson();
            }
        }

        /// <summary>Uploads, and waits for the end. Callbacks are called on this thread.</summary>
        /// <param name="source">A path, bytes, a stream or another <see cref="Source"/>.</param>
        /// <param name="target">A <see cref="Target"/>, or a string such as "drive:/Reports/".</param>
        /// <param name="options">State file, timeout and others.</param>
        /// <param name="progress">
        /// Told at most ten times a second. What it throws ends the upload, and is thrown here, as what the source throws is.
        /// </param>
        /// <param name="cancellationToken">Ends the upload within a tenth of a second, wherever it waits.</param>
        /// <returns>The stored file.</returns>
        /// <exception cref="GraphUploadException">The upload failed.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        /// <exception cref="TimeoutException">Its timeout has passed.</exception>
        public Item Upload(
            Source source, Target target, UploadOptions options = null, IProgress<UploadProgress> progress = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            var place = Place(source, target);
            options?.Validate();
            var run = new Run(isAsync: false);
            _core.Enter();
            try
            {
                using (var upload = UploadOptions.Prepare(source, options, progress, run))
                using (var cancellation = new Cancellation(cancellationToken, options?.Limit, run))
                {
                    source.Take();
                    var status = Native.gu_upload_run(
                        upload, _core.Handle, place, cancellation.Handle, out var stored, out var error);
                    var item = Item.Taken(stored);
                    var failure = status == Status.Ok ? null : GraphUploadException.Taken(status, error);
                    if (failure?.Status == Status.Differs)
                    {
                        failure.Item = item;
                    }
                    var isLate = options?.Limit != null;
                    Outcome.Of(status, failure, run, _core.Token, cancellationToken, isLate)?.Throw();
                    return item;
                }
            }
            finally
            {
                _core.Exit();
            }
        }

        /// <summary>Uploads without blocking a thread of the program. Callbacks are called on threads of the library.</summary>
        /// <param name="source">As for <see cref="Upload"/>. Streams are read by ReadAsync().</param>
        /// <param name="target">As for <see cref="Upload"/>.</param>
        /// <param name="options">As for <see cref="Upload"/>.</param>
        /// <param name="progress">As for <see cref="Upload"/>.</param>
        /// <param name="cancellationToken">Ends the upload; the task ends when the library has let go of the source.</param>
        /// <returns>The stored file.</returns>
        /// <exception cref="GraphUploadException">The upload failed.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        /// <exception cref="TimeoutException">Its timeout has passed.</exception>
        public async Task<Item> UploadAsync(
            Source source, Target target, UploadOptions options = null, IProgress<UploadProgress> progress = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            var job = Submit(source, target, options, progress, cancellationToken);
            await job.Ended.ConfigureAwait(false);
            return job.Stored();
        }

        /// <summary>Makes a queue, which runs many uploads.</summary>
        /// <param name="atOnce">How many run at a time, 1 to 256.</param>
        /// <param name="options">How many may wait, and where they are saved.</param>
        /// <returns>The queue.</returns>
        public Queue CreateQueue(int atOnce = 4, QueueOptions options = null)
        {
            return new Queue(new QueueCore(_core, atOnce, options, isShared: false));
        }

        /// <summary>Creates an upload session that the caller feeds.</summary>
        /// <param name="target">Where the file goes.</param>
        /// <param name="size">Its exact size.</param>
        /// <param name="options">What saves its states.</param>
        /// <param name="cancellationToken">Ends the call.</param>
        /// <returns>The session.</returns>
        public Session CreateSession(
            Target target, long size, SessionOptions options = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Session.Create(_core, target, size, options, cancellationToken);
        }

        /// <summary>Creates an upload session that the caller feeds.</summary>
        /// <inheritdoc cref="CreateSession"/>
        public Task<Session> CreateSessionAsync(
            Target target, long size, SessionOptions options = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => CreateSession(target, size, options, cancellationToken));
        }

        /// <summary>Continues an upload session that someone else has created.</summary>
        /// <param name="kind">The kind of its target.</param>
        /// <param name="uploadUrl">Its URL, a secret.</param>
        /// <param name="size">The exact size of the file.</param>
        /// <param name="options">What saves its states.</param>
        /// <param name="cancellationToken">Ends the call.</param>
        /// <returns>The session.</returns>
        public Session AdoptSession(
            Kind kind, string uploadUrl, long size, SessionOptions options = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Session.Adopt(_core, kind, uploadUrl, size, options, cancellationToken);
        }

        /// <summary>Continues an upload session that someone else has created.</summary>
        /// <inheritdoc cref="AdoptSession"/>
        public Task<Session> AdoptSessionAsync(
            Kind kind, string uploadUrl, long size, SessionOptions options = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => AdoptSession(kind, uploadUrl, size, options, cancellationToken));
        }

        /// <summary>Continues a session that was saved.</summary>
        /// <param name="target">As when it was created; null if it was adopted.</param>
        /// <param name="state">From <see cref="Session.Save"/> or <see cref="SessionOptions.Save"/>.</param>
        /// <param name="options">The key that seals the state, and what saves further ones.</param>
        /// <param name="cancellationToken">Ends the call.</param>
        /// <returns>The session.</returns>
        public Session ResumeSession(
            Target target, byte[] state, SessionOptions options = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Session.Resume(_core, target, state, options, cancellationToken);
        }

        /// <summary>Continues a session that was saved.</summary>
        /// <inheritdoc cref="ResumeSession"/>
        public Task<Session> ResumeSessionAsync(
            Target target, byte[] state, SessionOptions options = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            return Background.Run(() => ResumeSession(target, state, options, cancellationToken));
        }

        /// <summary>Sets the token for all requests from now on.</summary>
        /// <param name="token">The token; null for none.</param>
        public void SetToken(string token)
        {
            _core.Enter();
            try
            {
                _core.SetToken(token);
            }
            finally
            {
                _core.Exit();
            }
        }

        /// <summary>Closes it. What runs goes on.</summary>
        public void Dispose()
        {
            _core.Close();
        }

        internal static TargetHandle Place(Source source, Target target)
        {
            return (target ?? throw new ArgumentNullException(nameof(target)))
                .Handle((source ?? throw new ArgumentNullException(nameof(source))).Name);
        }

        private Job Submit(
            Source source, Target target, UploadOptions options, IProgress<UploadProgress> progress, CancellationToken cancelled)
        {
            while (true)
            {
                QueueCore uploads;
                lock (_lock)
                {
                    if (_uploads == null || _uploads.IsClosed)
                    {
                        _uploads = new QueueCore(_core, _uploadsAtOnce, null, isShared: true);
                    }
                    uploads = _uploads;
                }
                try
                {
                    return uploads.Submit(source, target, options, progress, cancelled);
                }
                catch (ObjectDisposedException error) when (uploads.IsClosed && error.ObjectName != nameof(Target))
                {
                    // It has just become idle: the next one takes the job.
                }
            }
        }
    }
}
