package io.github.graphupload.testing;

import io.github.graphupload.Client;
import io.github.graphupload.ClientBuilder;
import io.github.graphupload.internal.Json;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The simulated service, running until it is closed.
 *
 * <pre>{@code
 * try (Simulator service = Simulator.start(); Client client = service.client()) {
 *     service.fault("inline:1=503;retry-after: 0");
 *     client.upload(Source.bytes(content), Target.drivePath("May.pdf"));
 *     assertArrayEquals(content, service.file("me/drive/root:/May.pdf"));
 * }
 * }</pre>
 *
 * <p>The program graph-upload-simulator is looked for at the path in the environment variable GU_SIMULATOR, and then in PATH.
 */
public final class Simulator implements AutoCloseable {
    private static final String PROGRAM = "graph-upload-simulator";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Process process;
    private final BufferedReader output;
    private final String url;
    private final String token;
    private final String caPem;
    private final Path caFile;
    private final String controlUrl;
    private final HttpClient http;

    private Simulator(Process process, BufferedReader output, Map<String, Object> ready) throws IOException {
        this.process = process;
        this.output = output;
        url = (String) ((Map<?, ?>) ready.get("hosts")).get("graph");
        token = (String) ready.get("token");
        caPem = (String) ready.get("caPem");
        caFile = ready.get("caFile") == null ? null : Path.of((String) ready.get("caFile"));
        controlUrl = (String) ready.get("controlUrl");
        // No proxy: the simulator is on this machine.
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .proxy(ProxySelector.of(null)).connectTimeout(TIMEOUT);
        http = (caPem == null || caPem.isEmpty() ? builder : builder.sslContext(trusting(caPem))).build();
    }

    /**
     * Starts it.
     *
     * @param arguments  of graph-upload-simulator, such as "--rate", "1000000"
     * @return the service
     * @throws IOException  if it does not start
     */
    public static Simulator start(String... arguments) throws IOException {
        String named = System.getenv("GU_SIMULATOR");
        List<String> command = new ArrayList<>(List.of(named == null || named.isEmpty() ? PROGRAM : named,
                "--json", "--quiet", "--until-stdin-closes"));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        } catch (IOException missing) {
            throw new IOException("install graph-upload-simulator, or set GU_SIMULATOR to its path", missing);
        }
        BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        try {
            String line = output.readLine();
            if (line == null) {
                throw new IOException("graph-upload-simulator does not start with " + List.of(arguments));
            }
            return new Simulator(process, output, Json.readObject(line));
        } catch (Throwable failed) {
            process.destroy();
            throw failed;
        }
    }

    private static SSLContext trusting(String pem) throws IOException {
        try {
            Certificate authority = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("simulator", authority);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException wrong) {
            throw new IOException(wrong);
        }
    }

    /**
     * Returns the base URL for clients, without a version.
     *
     * @return the URL
     */
    public String url() {
        return url;
    }

    /**
     * Returns the token that the service takes.
     *
     * @return the token
     */
    public String token() {
        return token;
    }

    /**
     * Returns the file of the certificate authority.
     *
     * @return null with "--plain"
     */
    public Path caFile() {
        return caFile;
    }

    /**
     * Makes a client of the service.
     *
     * @return the client
     * @throws IOException  if it cannot be made
     */
    public Client client() throws IOException {
        return builder().build();
    }

    /**
     * Returns a builder of clients of the service, for further options.
     *
     * @return the builder
     */
    public ClientBuilder builder() {
        ClientBuilder builder = Client.builder().token(token).baseUrl(url).loopback(true);
        return caPem == null || caPem.isEmpty() ? builder : builder.caPem(caPem.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Arms faults.
     *
     * @param faults  such as "piece:2=503;retry-after: 1"
     * @throws IOException  if one is refused
     */
    public void fault(String... faults) throws IOException {
        control("POST", "/faults", Json.write(Map.of("faults", List.of(faults))));
    }

    /**
     * Returns what is stored.
     *
     * @return bytes by address, such as "me/drive/root:/folder/name"
     * @throws IOException  if the simulator does not answer
     */
    public Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> found = new LinkedHashMap<>();
        for (Object one : (List<?>) Json.readObject(control("GET", "/files", null)).get("files")) {
            Map<?, ?> file = (Map<?, ?>) one;
            found.put((String) file.get("address"), send("GET", "/files/" + file.get("id"), null));
        }
        return found;
    }

    /**
     * Returns the bytes of a stored file.
     *
     * @param address  such as "me/drive/root:/folder/name"
     * @return its bytes
     * @throws IOException  if the simulator does not answer
     * @throws NoSuchElementException  if it is not stored; names what is
     */
    public byte[] file(String address) throws IOException {
        Map<String, byte[]> files = files();
        if (!files.containsKey(address)) {
            throw new NoSuchElementException(address + " is not stored, but "
                    + (files.isEmpty() ? "nothing" : String.join(", ", files.keySet())) + " is");
        }
        return files.get(address);
    }

    /**
     * Removes files, sessions, faults and requests.
     *
     * @throws IOException  if the simulator does not answer
     */
    public void reset() throws IOException {
        control("POST", "/reset", null);
    }

    /**
     * Sends a request of the control API.
     *
     * @param method  such as "GET"
     * @param resource  such as "/state"
     * @param body  JSON, or null for none
     * @return the answer, JSON or empty
     * @throws IOException  if it is refused; the message says why
     */
    public String control(String method, String resource, String body) throws IOException {
        return new String(send(method, resource, body), StandardCharsets.UTF_8);
    }

    private byte[] send(String method, String resource, String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(controlUrl + resource)).timeout(TIMEOUT)
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() / 100 != 2) {
                throw new IOException("the simulator refuses " + method + " " + resource + ": " + response.statusCode() + " "
                        + new String(response.body(), StandardCharsets.UTF_8));
            }
            return response.body();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Ends it, and waits for its end. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        boolean interrupted = false;
        for (;;) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        output.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
