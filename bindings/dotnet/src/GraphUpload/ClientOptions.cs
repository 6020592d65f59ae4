using System;
using System.Collections.Generic;

namespace GraphUpload
{
    /// <summary>How a client behaves. What is not set has the library's default; a client copies what it needs.</summary>
    public sealed class ClientOptions
    {
        private readonly List<KeyValuePair<string, string>> _named = new List<KeyValuePair<string, string>>();

        private int _uploadsAtOnce = 16;

        /// <summary>Name of the program, as "ISV|Company|App/1.0" or "NONISV|Company|App/1.0".</summary>
        public string UserAgent { get; set; }

        /// <summary>The cloud, with its own Microsoft Graph.</summary>
        public Cloud? Cloud { get; set; }

        /// <summary>URL of Microsoft Graph, without a version.</summary>
        public string BaseUrl { get; set; }

        /// <summary>Version of Microsoft Graph.</summary>
        public ApiVersion? ApiVersion { get; set; }

        /// <summary>Hosts that upload URLs may name, beside those of the cloud.</summary>
        public ICollection<string> UploadHosts { get; } = new List<string>();

        /// <summary>Whether to ask Outlook and To Do for ids that stay when an item moves.</summary>
        public bool? ImmutableIds { get; set; }

        /// <summary>Files of certificate authorities to trust, in PEM form.</summary>
        public ICollection<string> CaFiles { get; } = new List<string>();

        /// <summary>Certificate authorities to trust, in PEM form.</summary>
        public byte[] CaPem { get; set; }

        /// <summary>Whether to trust the certificate authorities of the operating system. Default: yes.</summary>
        public bool? PlatformRoots { get; set; }

        /// <summary>Whether http:// and IP addresses are allowed for loopback hosts, for tests. Default: no.</summary>
        public bool? Loopback { get; set; }

        /// <summary>A client certificate and its key: two files in PEM form.</summary>
        public KeyValuePair<string, string>? ClientCertificateFiles { get; set; }

        /// <summary>Proxy for all connections; "" for none. Default: from the environment or the system.</summary>
        public string Proxy { get; set; }

        /// <summary>Hosts to reach without the proxy, separated by commas.</summary>
        public string NoProxy { get; set; }

        /// <summary>IP version of connections.</summary>
        public IpVersion? IpVersion { get; set; }

        /// <summary>Most bytes per second of all uploads of the client.</summary>
        public long? RateLimit { get; set; }

        /// <summary>Longest time to connect.</summary>
        public TimeSpan? ConnectTimeout { get; set; }

        /// <summary>Longest time without a byte sent or received during a transfer.</summary>
        public TimeSpan? StallTimeout { get; set; }

        /// <summary>Longest wait for a response.</summary>
        public TimeSpan? ResponseTimeout { get; set; }

        /// <summary>Longest wait for the response after which the file is stored.</summary>
        public TimeSpan? CommitResponseTimeout { get; set; }

        /// <summary>Attempts in a row without progress before an upload fails. Set it together with <see cref="RetryTime"/>.</summary>
        public int? RetryAttempts { get; set; }

        /// <summary>Their total time. Set it together with <see cref="RetryAttempts"/>.</summary>
        public TimeSpan? RetryTime { get; set; }

        /// <summary>What to do when the item is locked.</summary>
        public LockedPolicy? LockedPolicy { get; set; }

        /// <summary>How long to look for a file whose last response is missing.</summary>
        public TimeSpan? Settle { get; set; }

        /// <summary>When to look at what exists at the target.</summary>
        public Baseline? Baseline { get; set; }

        /// <summary>The largest file that goes in one request.</summary>
        public long? OneRequestBytes { get; set; }

        /// <summary>Size of the pieces that files are sent in.</summary>
        public long? PieceBytes { get; set; }

        /// <summary>
        /// How many uploads of <see cref="Client.UploadAsync"/> run at a time, 1 to 256; further ones wait. Default: 16.
        /// </summary>
        public int UploadsAtOnce
        {
            get => _uploadsAtOnce;
            set => _uploadsAtOnce = value >= 1 && value <= 256 ? value
                : throw new ArgumentOutOfRangeException(nameof(UploadsAtOnce), "UploadsAtOnce: 1 to 256");
        }

        /// <summary>
        /// Gets the messages: one for each request, and one for each fault that is handled. It is called on several threads.
        /// What it throws is ignored.
        /// </summary>
        public Action<LogLevel, string> Log { get; set; }

        /// <summary>Sets any option by its name, for programs that have it as a string.</summary>
        /// <param name="name">Such as "connect_timeout_ms"; an unknown one is an error that lists all.</param>
        /// <param name="value">Its value, as <c>gu_options_set()</c> describes it.</param>
        /// <returns>These options.</returns>
        public ClientOptions Set(string name, string value)
        {
            _named.Add(new KeyValuePair<string, string>(
                name ?? throw new ArgumentNullException(nameof(name)), value ?? throw new ArgumentNullException(nameof(value))));
            return this;
        }

        internal void SetOn(OptionsHandle options)
        {
            SetConnection(options);
            SetPolicy(options);
            foreach (var one in _named)
            {
                Put(options, one.Key, one.Value);
            }
        }

        private void SetConnection(OptionsHandle options)
        {
            IntPtr error;
            if (Cloud != null)
            {
                Native.Check(Native.gu_options_set_cloud(options, Cloud.Value, out error), error);
            }
            if (ApiVersion != null)
            {
                Native.Check(Native.gu_options_set_api_version(options, ApiVersion.Value, out error), error);
            }
            if (IpVersion != null)
            {
                Native.Check(Native.gu_options_set_ip_version(options, IpVersion.Value, out error), error);
            }
            if (CaPem != null)
            {
                using (var pem = new Pinned(CaPem))
                {
                    Native.Check(Native.gu_options_add_ca_pem(options, pem.Start, pem.Length, out error), error);
                }
            }
            if (ClientCertificateFiles != null)
            {
                var chain = Native.Given(ClientCertificateFiles.Value.Key, nameof(ClientCertificateFiles));
                var key = Native.Given(ClientCertificateFiles.Value.Value, nameof(ClientCertificateFiles));
                Native.Check(Native.gu_options_set_client_certificate_files(options, chain, key, out error), error);
            }
            Put(options, "user_agent", UserAgent);
            Put(options, "base_url", BaseUrl);
            Put(options, "proxy", Proxy);
            Put(options, "no_proxy", NoProxy);
            foreach (var host in UploadHosts)
            {
                Put(options, "upload_host", host);
            }
            foreach (var file in CaFiles)
            {
                Put(options, "ca_file", file);
            }
            Put(options, "immutable_ids", ImmutableIds);
            Put(options, "platform_roots", PlatformRoots);
            Put(options, "loopback", Loopback);
        }

        private void SetPolicy(OptionsHandle options)
        {
            IntPtr error;
            if (RetryAttempts != null || RetryTime != null)
            {
                if (RetryAttempts == null || RetryTime == null)
                {
                    throw new ArgumentException("RetryAttempts and RetryTime: set both");
                }
                var ms = (ulong)Milliseconds(RetryTime.Value);
                Native.Check(Native.gu_options_set_retry_budget(options, (uint)RetryAttempts.Value, ms, out error), error);
            }
            if (LockedPolicy != null)
            {
                Native.Check(Native.gu_options_set_locked_policy(options, LockedPolicy.Value, out error), error);
            }
            if (Baseline != null)
            {
                Native.Check(Native.gu_options_set_baseline(options, Baseline.Value, out error), error);
            }
            Put(options, "rate_limit", RateLimit);
            Put(options, "connect_timeout_ms", Milliseconds(ConnectTimeout));
            Put(options, "stall_timeout_ms", Milliseconds(StallTimeout));
            Put(options, "response_timeout_ms", Milliseconds(ResponseTimeout));
            Put(options, "commit_response_timeout_ms", Milliseconds(CommitResponseTimeout));
            Put(options, "settle_ms", Milliseconds(Settle));
            Put(options, "one_request_bytes", OneRequestBytes);
            Put(options, "piece_bytes", PieceBytes);
        }

        private static long? Milliseconds(TimeSpan? time) => time == null ? (long?)null : Milliseconds(time.Value);

        private static long Milliseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMillisecond;

        private static void Put(OptionsHandle options, string name, bool? value)
        {
            Put(options, name, value == null ? null : value.Value ? "yes" : "no");
        }

        private static void Put(OptionsHandle options, string name, long? value)
        {
            Put(options, name, value?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        private static void Put(OptionsHandle options, string name, string value)
        {
            if (value != null)
            {
                Native.Check(Native.gu_options_set(options, Native.Text(name, "name"), Native.Text(value, name), out var error), error);
            }
        }
    }
}
