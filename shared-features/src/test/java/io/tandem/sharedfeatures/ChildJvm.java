package io.tandem.sharedfeatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
import io.tandem.strictjson.Json;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import tools.jackson.core.json.JsonFactory;

/** Runs a program of these tests, which uses no test library, in a process of its own. */
final class ChildJvm {
  /** The JDK of these tests. */
  static final Path HERE = Path.of(System.getProperty("java.home"), "bin", "java");

  /** The one that runs Maven, often an older one. */
  static final Path OTHER =
      Path.of(System.getProperty("tandem.other-java-home", ""), "bin", "java");

  private ChildJvm() {}

  /** What it prints. */
  static String run(Path java, List<String> options, Class<?> program, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx512m"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(program), program.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(2, TimeUnit.MINUTES), "still running");
      assertEquals(0, process.exitValue(), out);
      return out.strip();
    } finally {
      process.destroyForcibly();
    }
  }

  /** shared-features, what it needs, and the program. */
  private static String classPath(Class<?> program) {
    return Stream.of(
            program,
            FeatureSet.class,
            Json.class,
            JsonFactory.class,
            Pattern.class,
            NullMarked.class)
        .map(ChildJvm::location)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
