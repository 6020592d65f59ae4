using System;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace GraphUpload
{
    /// <summary>The context of a token callback: fetches tokens for a client, one at a time.</summary>
    internal sealed class TokenSource
    {
        private static readonly TokenCallback Callback = Answer;

        private readonly Func<TokenRequest, string> _fetch;
        private readonly Func<TokenRequest, CancellationToken, Task<string>> _fetchLater;

        // The library keeps this object until it frees the client, which must be free to be collected.
        private WeakReference<ClientCore> _client;
        private ExceptionDispatchInfo _raised;

        internal TokenSource(Func<TokenRequest, string> fetch)
        {
            _fetch = fetch ?? throw new ArgumentNullException("token");
        }

        internal TokenSource(Func<TokenRequest, CancellationToken, Task<string>> fetch)
        {
            _fetchLater = fetch ?? throw new ArgumentNullException("token");
        }

        /// <summary>What the last fetch has thrown, or null.</summary>
        internal ExceptionDispatchInfo Raised => Volatile.Read(ref _raised);

        internal void SetOn(OptionsHandle options)
        {
            var context = Context.Of(this);
            Native.Check(
                Native.gu_options_set_token_callback(options, Callback, context, Context.Destroy, out var error), error);
        }

        internal void Attach(ClientCore client)
        {
            _client = new WeakReference<ClientCore>(client);
        }

        // Nothing may leave a callback.
        private static int Answer(IntPtr sink, IntPtr context)
        {
            var source = Context.Get<TokenSource>(context);
            try
            {
                return source.Answer(sink);
            }
            catch (Exception error)
            {
                Volatile.Write(ref source._raised, ExceptionDispatchInfo.Capture(error));
                return -1;
            }
        }

        private int Answer(IntPtr sink)
        {
            var claims = Native.String(Native.gu_token_sink_claims(sink));
            var request = new TokenRequest(Native.gu_token_sink_was_rejected(sink) != 0, Json(claims));
            Volatile.Write(ref _raised, null);
            if (_fetchLater != null)
            {
                // No thread waits: the upload does, until the token is set. On the pool, as what is awaited must not need
                // the thread that waits for the upload.
                Task.Run(() => FetchLater(request));
                return Native.GU_TOKEN_LATER;
            }
            var token = Native.Text(Checked(_fetch(request)), "token");
            Native.Check(Native.gu_token_sink_put(sink, token, out var error), error);
            return 0;
        }

        private async Task FetchLater(TokenRequest request)
        {
            ClientCore client;
            if (!_client.TryGetTarget(out client))
            {
                return;
            }
            try
            {
                var token = _fetchLater(request, client.Closed)
                    ?? throw new InvalidOperationException("token: the function has returned null, not a task");
                client.SetToken(Checked(await token.ConfigureAwait(false)));
            }
            catch (Exception error)
            {
                Volatile.Write(ref _raised, ExceptionDispatchInfo.Capture(error));
                // Whatever waits for a token ends.
                client.SetToken(null);
            }
        }

        private static string Checked(string token)
        {
            return token ?? throw new InvalidOperationException("token: the function has returned null");
        }

        /// <summary>Claims as sign-in libraries take them: the service encodes them in base64.</summary>
        private static string Json(string claims)
        {
            if (claims.Length == 0)
            {
                return null;
            }
            try
            {
                var padding = new string('=', (4 - claims.Length % 4) % 4);
                return Encoding.UTF8.GetString(Convert.FromBase64String(claims + padding));
            }
            catch (FormatException)
            {
                return claims;
            }
        }
    }
}
