package io.github.graphupload;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.github.graphupload.internal.Functions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/** How a client behaves. Comes from {@link Client#builder()}; its methods return it. */
public final class ClientBuilder {
    private interface Setting {
        void set(Pointer options) throws GraphUploadException;
    }

    private final List<Setting> settings = new ArrayList<>();
    private AsyncTokenCallback tokenCallback;
    private String token;
    private Log log;
    private Executor executor = new CompletableFuture<>().defaultExecutor();
    private int atOnce = 16;

    ClientBuilder() {}

    // ---- tokens, logs and threads

    /**
     * Sets a fixed access token.
     *
     * @param token  without "Bearer"; null for none
     * @return this
     */
    public ClientBuilder token(String token) {
        this.token = Calls.text(token, "token");
        tokenCallback = null;
        return this;
    }

    /**
     * Sets what fetches access tokens. May block.
     *
     * @param callback  called for the first request, and again when the service refuses the last token
     * @return this
     */
    public ClientBuilder tokenCallback(TokenCallback callback) {
        return asyncTokenCallback(Tokens.blocking(Objects.requireNonNull(callback, "callback")));
    }

    /**
     * Sets what fetches access tokens without blocking.
     *
     * @param callback  called for the first request, and again when the service refuses the last token
     * @return this
     */
    public ClientBuilder asyncTokenCallback(AsyncTokenCallback callback) {
        tokenCallback = Objects.requireNonNull(callback, "callback");
        token = null;
        return this;
    }

    /**
     * Sets the logger. It gets a message for each request (DEBUG), and for each fault that the library handles (WARNING).
     * Default: that of the name "io.github.graphupload".
     *
     * @param logger  the logger
     * @return this
     */
    public ClientBuilder logger(System.Logger logger) {
        log = Log.to(Objects.requireNonNull(logger, "logger"));
        return this;
    }

    /**
     * Sets what gets the log messages, in place of a logger.
     *
     * @param listener  called on threads of the library, several at once if several uploads run; what it throws is logged
     * @return this
     */
    public ClientBuilder log(BiConsumer<LogLevel, String> listener) {
        log = new Log(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Sets where futures are completed. Default: as for {@link CompletableFuture#defaultExecutor()}. What is attached to them
     * may block, as far as the executor permits it.
     *
     * @param executor  runs what is attached to the futures; one that runs it in place, such as {@code Runnable::run}, gets a
     *     daemon thread of the package for it
     * @return this
     */
    public ClientBuilder executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Sets how many uploads of {@link Client#upload(Source, Target)} and {@link Client#uploadAsync(Source, Target)} run at a
     * time; further ones wait. Default: 16.
     *
     * @param atOnce  1 to 256
     * @return this
     */
    public ClientBuilder atOnce(int atOnce) {
        if (atOnce < 1 || atOnce > 256) {
            throw new IllegalArgumentException("atOnce: 1 to 256 expected, not " + atOnce);
        }
        this.atOnce = atOnce;
        return this;
    }

    // ---- options of the library

    /**
     * Sets an option by its name in the C API.
     *
     * @param name  such as "connect_timeout_ms"; the error for an unknown one lists them all
     * @param value  a string, a number, a boolean, a path, a time or a constant; of a collection, one after the other
     * @return this
     */
    public ClientBuilder option(String name, Object value) {
        Calls.text(Objects.requireNonNull(name, "name"), "name");
        if (value instanceof Iterable<?> several && !(value instanceof Path)) {
            several.forEach(one -> option(name, one));
            return this;
        }
        String word = Words.of(value, name);
        settings.add(options -> Calls.call(error -> Functions.gu_options_set(options, name, word, error)));
        return this;
    }

    /**
     * Sets the base URL of Microsoft Graph, without the version.
     *
     * @param url  https with a host name
     * @return this
     */
    public ClientBuilder baseUrl(String url) {
        return option("base_url", Words.of(url, "url"));
    }

    /**
     * Sets the cloud: its Microsoft Graph, and the hosts of its upload URLs.
     *
     * @param cloud  the cloud
     * @return this
     */
    public ClientBuilder cloud(Cloud cloud) {
        return option("cloud", cloud);
    }

    /**
     * Sets the version of Microsoft Graph. Default: {@link ApiVersion#V1}.
     *
     * @param version  the version
     * @return this
     */
    public ClientBuilder apiVersion(ApiVersion version) {
        return option("api_version", Words.of(version, "version"));
    }

    /**
     * Adds a host that upload URLs may name, beside the known ones.
     *
     * @param host  the host
     * @return this
     */
    public ClientBuilder uploadHost(String host) {
        return option("upload_host", Words.of(host, "host"));
    }

    /**
     * Sets whether to ask Outlook and To Do for immutable ids. Default: no.
     *
     * @param wanted  whether to
     * @return this
     */
    public ClientBuilder immutableIds(boolean wanted) {
        return option("immutable_ids", Words.of(wanted, "wanted"));
    }

    /**
     * Sets the User-Agent header. The service asks for this form, and throttles unnamed traffic first.
     *
     * @param userAgent  such as "NONISV|Contoso|Reports/1.0"
     * @return this
     */
    public ClientBuilder userAgent(String userAgent) {
        return option("user_agent", Words.of(userAgent, "userAgent"));
    }

    /**
     * Adds the certificate authorities of a PEM file to those of the operating system.
     *
     * @param path  the file, which is read when the client is built
     * @return this
     */
    public ClientBuilder caFile(Path path) {
        return option("ca_file", Words.of(path, "path"));
    }

    /**
     * Adds certificate authorities to those of the operating system.
     *
     * @param pem  one or more certificates in PEM form, which are copied
     * @return this
     */
    public ClientBuilder caPem(byte[] pem) {
        byte[] copy = Objects.requireNonNull(pem, "pem").clone();
        settings.add(options -> {
            try (Memory bytes = Calls.copy(copy, 0, copy.length)) {
                Calls.call(error -> Functions.gu_options_add_ca_pem(options, bytes, copy.length, error));
            }
        });
        return this;
    }

    /**
     * Sets whether to trust the certificate authorities of the operating system. Default: yes.
     *
     * @param trusted  whether to
     * @return this
     */
    public ClientBuilder platformRoots(boolean trusted) {
        return option("platform_roots", Words.of(trusted, "trusted"));
    }

    /**
     * Allows http and IP addresses in URLs of this machine, for tests. Default: no.
     *
     * @param allowed  whether to
     * @return this
     */
    public ClientBuilder loopback(boolean allowed) {
        return option("loopback", Words.of(allowed, "allowed"));
    }

    /**
     * Sets the connect timeout: name look-up, addresses, proxy and TLS handshake together. Default: 15 s.
     *
     * @param timeout  the longest time
     * @return this
     */
    public ClientBuilder connectTimeout(Duration timeout) {
        return option("connect_timeout_ms", Words.of(timeout, "timeout"));
    }

    /**
     * Sets the longest time without a byte during a transfer. Default: 60 s.
     *
     * @param timeout  the longest time
     * @return this
     */
    public ClientBuilder stallTimeout(Duration timeout) {
        return option("stall_timeout_ms", Words.of(timeout, "timeout"));
    }

    /**
     * Sets the longest wait for a response. Default: 120 s.
     *
     * @param timeout  the longest time
     * @return this
     */
    public ClientBuilder responseTimeout(Duration timeout) {
        return option("response_timeout_ms", Words.of(timeout, "timeout"));
    }

    /**
     * Sets the longest wait for the response after which the file is stored. Default: 300 s.
     *
     * @param timeout  the longest time
     * @return this
     */
    public ClientBuilder commitResponseTimeout(Duration timeout) {
        return option("commit_response_timeout_ms", Words.of(timeout, "timeout"));
    }

    /**
     * Sets how long to retry without progress. Default: 8 attempts, 30 minutes.
     *
     * @param attempts  in a row without a newly confirmed byte; 1 for no retries
     * @param time  their total time
     * @return this
     */
    public ClientBuilder retryBudget(int attempts, Duration time) {
        return option("retry_budget", attempts + "," + Words.of(time, "time"));
    }

    /**
     * Sets the waits between attempts if the service does not name one. Default: 1 s, 60 s.
     *
     * @param first  the first one's ceiling, which doubles
     * @param longest  the last one's
     * @return this
     */
    public ClientBuilder backoff(Duration first, Duration longest) {
        return option("backoff_ms", Words.of(first, "first") + "," + Words.of(longest, "longest"));
    }

    /**
     * Sets whether to wait for an item that is locked. Default: {@link LockedPolicy#WAIT}.
     *
     * @param policy  what to do
     * @return this
     */
    public ClientBuilder lockedPolicy(LockedPolicy policy) {
        return option("locked_policy", Words.of(policy, "policy"));
    }

    /**
     * Sets how long to look for a file whose last response is missing before it counts as not stored. Default: 60 s.
     *
     * @param time  the time
     * @return this
     */
    public ClientBuilder settle(Duration time) {
        return option("settle_ms", Words.of(time, "time"));
    }

    /**
     * Sets when to look at the target, to tell the stored file from what was there before. Default:
     * {@link Baseline#CAREFUL}.
     *
     * @param baseline  when
     * @return this
     */
    public ClientBuilder baseline(Baseline baseline) {
        return option("baseline", baseline);
    }

    /**
     * Sets the largest file that goes in one request instead of an upload session. Default: 4 MiB.
     *
     * @param bytes  the size
     * @return this
     */
    public ClientBuilder oneRequestBytes(long bytes) {
        return option("one_request_bytes", Words.of(bytes, "bytes"));
    }

    /**
     * Sets the size of the pieces that files are sent in. Default: what suits the kind and the link.
     *
     * @param bytes  for drives a multiple of 327680
     * @return this
     */
    public ClientBuilder pieceBytes(long bytes) {
        return option("piece_bytes", Words.of(bytes, "bytes"));
    }

    /**
     * Sets the proxy. Default: that of the environment or the system.
     *
     * @param url  such as "http://proxy.example.com:8080" or "socks5h://…"; empty for none
     * @return this
     */
    public ClientBuilder proxy(String url) {
        return option("proxy", Words.of(url, "url"));
    }

    /**
     * Sets the hosts to reach without the proxy.
     *
     * @param hosts  names, addresses or networks, separated by commas
     * @return this
     */
    public ClientBuilder noProxy(String hosts) {
        return option("no_proxy", Words.of(hosts, "hosts"));
    }

    /**
     * Sets a certificate for servers that ask for one.
     *
     * @param chain  PEM file of the certificate and those between it and a root
     * @param key  PEM file of its private key
     * @return this
     */
    public ClientBuilder clientCertificateFiles(Path chain, Path key) {
        return option("client_certificate_files", Words.of(chain, "chain") + "," + Words.of(key, "key"));
    }

    /**
     * Sets the IP version of connections. Default: {@link IpVersion#ANY}.
     *
     * @param version  the version
     * @return this
     */
    public ClientBuilder ipVersion(IpVersion version) {
        return option("ip_version", Words.of(version, "version"));
    }

    /**
     * Limits the rate of sending, for all uploads of the client together. Default: no limit.
     *
     * @param bytesPerSecond  0 for no limit
     * @return this
     */
    public ClientBuilder rateLimit(long bytesPerSecond) {
        return option("rate_limit", Words.of(bytesPerSecond, "bytesPerSecond"));
    }

    /**
     * Makes the client. Sends nothing. The builder can be used again.
     *
     * @return the client
     * @throws ArgumentException  if an option is wrong
     */
    public Client build() throws GraphUploadException {
        Pointer options = Calls.made(Functions::gu_options_new);
        try {
            for (Setting one : settings) {
                one.set(options);
            }
            AtomicReference<Throwable> raised = new AtomicReference<>();
            Tokens tokens = tokenCallback == null ? null : new Tokens(tokenCallback, raised);
            if (tokens != null) {
                tokens.set(options);
            } else if (token != null) {
                Calls.call(error -> Functions.gu_options_set_token(options, token, error));
            }
            (log == null ? Log.to(System.getLogger(Log.NAME)) : log).set(options);
            Pointer client = Calls.made((made, error) -> Functions.gu_client_new(options, made, error));
            return new Client(client, tokens, raised, executor, atOnce);
        } finally {
            Functions.gu_options_free(options);
        }
    }
}
