using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;

namespace GraphUpload.Testing
{
    /// <summary>
    /// The simulated service, for tests of programs that upload. It runs until it is disposed, or until this process ends.
    /// </summary>
    /// <example>
    /// <code>
    /// using (var simulator = new Simulator())
    /// using (var client = simulator.Client())
    /// {
    ///     client.Upload(content, "drive:/May.pdf");
    ///     Assert.AreEqual(content, simulator.File("me/drive/root:/May.pdf"));
    /// }
    /// </code>
    /// </example>
    public sealed class Simulator : IDisposable
    {
        private readonly Process _process;
        private readonly HttpClient _http;
        private readonly string _control;
        private int _isDisposed;

        /// <summary>Starts it.</summary>
        /// <param name="arguments">Those of graph-upload-simulator, such as "--rate", "1000000".</param>
        public Simulator(params string[] arguments)
        {
            var all = new[] { "--json", "--quiet", "--until-stdin-closes" }.Concat(arguments);
            _process = Process.Start(new ProcessStartInfo(Program(), string.Join(" ", all.Select(Quoted)))
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            });
            var ready = Ready(_process.StandardOutput.ReadLine(), arguments);
            Url = (string)((Dictionary<string, object>)ready["hosts"])["graph"];
            Token = (string)ready["token"];
            CaFile = Text(ready, "caFile");
            PageUrl = Text(ready, "pageUrl") ?? "";
            _control = (string)ready["controlUrl"];
            var handler = new HttpClientHandler
            {
                UseProxy = false,
                // A loopback connection to the process started here. Mono cannot verify its certificate, which has an elliptic curve.
                ServerCertificateCustomValidationCallback = (request, certificate, chain, errors) => request.RequestUri.IsLoopback,
            };
            _http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
        }

        /// <summary>URL for <see cref="ClientOptions.BaseUrl"/>.</summary>
        public string Url { get; }

        /// <summary>The token that it takes.</summary>
        public string Token { get; }

        /// <summary>File of its certificate authority, for <see cref="ClientOptions.CaFiles"/>; null with --plain.</summary>
        public string CaFile { get; }

        /// <summary>A page that shows the uploads, for a browser; "" with --no-page.</summary>
        public string PageUrl { get; }

        /// <summary>A client for it.</summary>
        /// <param name="options">Further options, which are changed.</param>
        /// <returns>The client.</returns>
        public Client Client(ClientOptions options = null) => new Client(Token, Options(options));

        /// <summary>Options of a client for it, such as one that fetches its tokens.</summary>
        /// <param name="options">Further options, which are changed; null for none.</param>
        /// <returns>The options.</returns>
        public ClientOptions Options(ClientOptions options = null)
        {
            options = options ?? new ClientOptions();
            options.BaseUrl = Url;
            options.Loopback = true;
            if (CaFile != null)
            {
                options.CaFiles.Add(CaFile);
            }
            return options;
        }

        /// <summary>Arms faults.</summary>
        /// <param name="faults">Such as "piece:2=503;retry-after: 1"; graph-upload-simulator --help lists them.</param>
        public void Fault(params string[] faults)
        {
            Control("POST", "faults", Json.Write(new Dictionary<string, object> { ["faults"] = faults }));
        }

        /// <summary>What is stored.</summary>
        /// <returns>The bytes by address, such as "me/drive/root:/folder/name".</returns>
        public IDictionary<string, byte[]> Files()
        {
            return Listed("files").ToDictionary(
                file => (string)file["address"], file => Send("GET", $"files/{file["id"]}", null));
        }

        /// <summary>Bytes of a stored file.</summary>
        /// <param name="address">Such as "me/drive/root:/folder/name".</param>
        /// <returns>The bytes.</returns>
        /// <exception cref="KeyNotFoundException">It is not stored; the message says what is.</exception>
        public byte[] File(string address)
        {
            var files = Files();
            return files.TryGetValue(address, out var bytes) ? bytes
                : throw new KeyNotFoundException(
                    $"{address} is not stored, but {(files.Count == 0 ? "nothing" : string.Join(", ", files.Keys))} is");
        }

        /// <summary>The requests that have ended, oldest first.</summary>
        /// <returns>Each with "method", "target", "kind", "status" and more, as the control API has them.</returns>
        public IReadOnlyList<IReadOnlyDictionary<string, object>> Requests() => Listed("requests");

        /// <summary>Removes files, sessions, faults and requests.</summary>
        public void Reset() => Control("POST", "reset");

        /// <summary>Makes a request of the control API.</summary>
        /// <param name="method">Such as "GET".</param>
        /// <param name="resource">Such as "state".</param>
        /// <param name="body">The body as JSON, or null.</param>
        /// <returns>The answer as JSON, or "".</returns>
        /// <exception cref="ArgumentException">It refuses; the message has the reason.</exception>
        public string Control(string method, string resource, string body = null)
        {
            return Encoding.UTF8.GetString(Send(method, resource, body));
        }

        /// <summary>Ends it.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                _http.Dispose();
                _process.StandardInput.Dispose();
                _process.WaitForExit();
                _process.Dispose();
            }
        }

        /// <summary>What it tells when it is ready. With other arguments it does not serve, such as --help.</summary>
        private Dictionary<string, object> Ready(string line, string[] arguments)
        {
            try
            {
                if (line != null)
                {
                    return (Dictionary<string, object>)Json.Parse(line);
                }
            }
            catch (FormatException)
            {
                // Told below.
            }
            _process.StandardInput.Dispose();
            _process.StandardOutput.ReadToEnd();
            _process.WaitForExit();
            var told = line == null ? "" : $", and says: {line}";
            throw new InvalidOperationException(
                $"graph-upload-simulator {string.Join(" ", arguments)} does not serve, but ends with status {_process.ExitCode}{told}");
        }

        private static string Text(Dictionary<string, object> members, string name)
        {
            return members.TryGetValue(name, out var value) ? (string)value : null;
        }

        private static string Program()
        {
            var named = Environment.GetEnvironmentVariable("GU_SIMULATOR");
            if (!string.IsNullOrEmpty(named))
            {
                return named;
            }
            var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
            var folder = AppDomain.CurrentDomain.BaseDirectory;
            var places = new[]
            {
                Path.Combine(folder, "runtimes", $"linux-{architecture}", "native", "graph-upload-simulator"),
                Path.Combine(folder, "graph-upload-simulator"),
            };
            var program = places.FirstOrDefault(System.IO.File.Exists)
                ?? throw new FileNotFoundException("the simulator is missing for this system; set GU_SIMULATOR", places[0]);
            // A package does not keep who may execute a file.
            const int everyone = 0x1ed;
            ChangeMode(Encoding.UTF8.GetBytes(program + "\0"), everyone);
            return program;
        }

        private static string Quoted(string argument)
        {
            return "\"" + argument.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
        }

        [DllImport("libc", EntryPoint = "chmod", ExactSpelling = true)]
        private static extern int ChangeMode(byte[] path, uint mode);

        private List<Dictionary<string, object>> Listed(string name)
        {
            var answer = (Dictionary<string, object>)Json.Parse(Control("GET", name));
            return ((List<object>)answer[name]).Cast<Dictionary<string, object>>().ToList();
        }

        private byte[] Send(string method, string resource, string body)
        {
            if (Volatile.Read(ref _isDisposed) != 0)
            {
                throw new ObjectDisposedException(nameof(Simulator));
            }
            using (var request = new HttpRequestMessage(new HttpMethod(method), $"{_control}/{resource}"))
            {
                request.Content = body == null ? null : new StringContent(body, Encoding.UTF8, "application/json");
                // On the pool, so that a test with a synchronisation context does not wait for itself.
                using (var response = System.Threading.Tasks.Task.Run(() => _http.SendAsync(request)).GetAwaiter().GetResult())
                {
                    var answer = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
                    if (!response.IsSuccessStatusCode)
                    {
                        throw new ArgumentException(
                            $"the simulator refuses {method} {resource}: {(int)response.StatusCode} {Encoding.UTF8.GetString(answer)}");
                    }
                    return answer;
                }
            }
        }
    }
}
