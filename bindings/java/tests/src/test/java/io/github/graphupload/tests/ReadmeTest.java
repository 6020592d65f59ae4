package io.github.graphupload.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.graphupload.Client;
import io.github.graphupload.testing.Simulator;
import java.io.File;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every program of README.md is compiled and run. */
class ReadmeTest {
    private static final String IMPORTS = String.join("\n",
            "import com.azure.core.credential.*;", "import com.azure.identity.*;", "import io.github.graphupload.*;",
            "import io.github.graphupload.Queue;", "import io.github.graphupload.testing.Simulator;", "import java.nio.file.*;",
            "import java.time.Duration;", "import java.util.ArrayList;", "import java.util.Arrays;", "import java.util.List;",
            "import java.util.concurrent.CompletableFuture;");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> programs() throws Exception {
        List<String> programs = new ArrayList<>();
        String text = Files.readString(Path.of(System.getProperty("graphUpload.readme")));
        Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(text);
        while (blocks.find()) {
            programs.add(blocks.group(1));
        }
        assertTrue(programs.size() > 8, "README.md has " + programs.size() + " programs");
        return Stream.iterate(0, number -> number < programs.size(), number -> number + 1)
                .map(number -> DynamicTest.dynamicTest(
                        "program " + (number + 1), () -> run(programs.get(number), folder.resolve("p" + number))));
    }

    private static void run(String program, Path place) throws Exception {
        boolean isWhole = program.contains("public class Upload");
        String name = isWhole ? "Upload" : "Fragment";
        // The client of a fragment may be its own.
        String client = program.contains("Client client =") ? "simulated" : "client";
        String source = isWhole ? program : IMPORTS + "\npublic class Fragment {\n"
                + "public static void run(Simulator service, Client " + client + ", String token) throws Exception {\n"
                + program + "}}\n";
        Files.createDirectories(place);
        Files.writeString(Path.of("May.pdf"), "May");
        Path file = Files.writeString(place.resolve(name + ".java"), source);
        StringWriter errors = new StringWriter();
        boolean compiles = ToolProvider.getSystemJavaCompiler().getTask(errors, null, null,
                List.of("-cp", classPath(), "-d", place.toString()), null,
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null).getJavaFileObjects(file)).call();
        assertEquals("", compiles ? "" : errors + source);
        try (URLClassLoader loader = new URLClassLoader(new URL[] {place.toUri().toURL()});
                Simulator service = Simulator.start(); Client simulated = service.client()) {
            Class<?> made = loader.loadClass(name);
            if (isWhole) {
                made.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
            } else if (program.contains("builder().token(token)")) {
                // Uploads to the real service: that it is refused without an account is all that can be seen here.
                return;
            } else {
                made.getMethod("run", Simulator.class, Client.class, String.class)
                        .invoke(null, service, simulated, service.token());
            }
        }
    }

    private static String classPath() {
        return System.getProperty("java.class.path") + File.pathSeparator
                + System.getProperty("surefire.test.class.path", "");
    }
}
