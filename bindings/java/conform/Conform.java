package conform;

import static conform.Given.object;

import io.github.graphupload.internal.Json;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The driver of the conformance suite; ../../conformance/README.md describes what it does. */
public final class Conform {
    private Conform() {}

    /** Carries out the scenario that the first line of standard input describes. */
    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Map<String, Object> scenario = Json.readObject(lines.readLine());
        Map<String, Object> service = object(scenario.get("service"));
        Steps steps = scenario.get("form").equals("async") ? new AsyncSteps(service, lines) : new SyncSteps(service, lines);
        steps.run((List<?>) scenario.get("steps"));
        Events.print("done");
    }
}
