package io.tandem.localaws.states.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.strictjson.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library of expressions calls nobody and writes nothing, as the system saw it. */
final class ExpressionsTraceTest {
  /**
   * Asks for a name, calls, starts a program or writes. The JVM opens sockets and connects none.
   */
  private static final Pattern SUSPECT =
      Pattern.compile(
          "socket\\(AF_INET.*SOCK_DGRAM.*|connect\\((?!.*nscd).*|exec.*|.*O_(WRONLY|RDWR|CREAT).*"
              + "|(rename|unlink|mkdir|link|symlink|truncate).*");

  private static final Pattern OWN = Pattern.compile(".*\"/(proc|dev|sys)/.*");

  @TempDir Path folder;

  /** What is traced. With an argument it does what must be found. */
  public static void main(String[] arguments) throws Exception {
    try (var queries = new Queries()) {
      Json in = Json.object(Map.of("s", Json.text("a/b-c")));
      for (String expression :
          List.of(
              "$map([1..20], function($x){$string($x) & $in.s})",
              "$replace($in.s, /[a-z]/, 'x')",
              "$fromMillis($toMillis('2026-11-30T00:00:00Z'), '[Y]-[M01]', '+0100')",
              "$formatNumber(1234.5, '#,##0.00') & $formatInteger(7, 'w')",
              "$now() & $uuid() & $hash('a', 'SHA-256') & $random()",
              "$encodeUrl($in.s) & $base64encode($in.s)",
              "$parse('{\"a\": [1]}').a[0] + $sum($range(1, 9, 2))")) {
        queries.evaluate(expression, Map.of("in", in));
      }
    }
    if (arguments.length > 0) {
      Files.writeString(Path.of(arguments[0]), "x");
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), 9)) {
        throw new IllegalStateException("who listens there?");
      } catch (IOException e) {
        System.exit(0);
      }
    }
  }

  private List<String> suspects(String... arguments) throws IOException, InterruptedException {
    Path trace = folder.resolve("trace");
    var command =
        new ArrayList<>(
            List.of(
                "strace",
                "-f",
                "-qq",
                "-e",
                "signal=none",
                "-e",
                "trace=%network,%process,%file",
                "-o",
                trace.toString(),
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                ExpressionsTraceTest.class.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertEquals(0, process.waitFor());
    return Files.readAllLines(trace).stream()
        .skip(1) // The start of the process itself.
        .map(line -> line.replaceFirst("^\\d+ +", ""))
        .filter(call -> SUSPECT.matcher(call).matches() && !OWN.matcher(call).matches())
        .toList();
  }

  private static void assumePossible() throws InterruptedException {
    boolean possible;
    try {
      possible =
          new ProcessBuilder("strace", "-qq", "-o", "/dev/null", "true").start().waitFor() == 0;
    } catch (IOException e) {
      possible = false;
    }
    assertTrue(possible || !"true".equals(System.getenv("CI")), "strace cannot trace here");
    Assumptions.assumeTrue(possible, "skipped: strace is not installed, or may not trace here");
  }

  @Test
  void expressionsCallNobodyAndWriteNothing() throws Exception {
    assumePossible();

    assertEquals(List.of(), suspects());
  }

  @Test
  void aCallAndAFileWouldBeFound() throws Exception {
    assumePossible();

    List<String> found = suspects(folder.resolve("written").toString());

    assertTrue(found.stream().anyMatch(call -> call.contains("written")), found::toString);
    assertTrue(found.stream().anyMatch(call -> call.startsWith("connect(")), found::toString);
  }
}
