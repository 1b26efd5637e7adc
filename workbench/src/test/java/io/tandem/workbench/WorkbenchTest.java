package io.tandem.workbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.ArtifactCopy;
import io.tandem.inferencetestkit.Connection;
import io.tandem.inferencetestkit.TestProcess;
import io.tandem.inferencetestkit.Trace;
import io.tandem.inferencetestkit.TracedServing;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The command line: one line for what cannot be used, and an exit status. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WorkbenchTest {
  private Path folder = Path.of("");

  @BeforeAll
  void train(@TempDir Path work) throws IOException, InterruptedException {
    folder = Shop.train(work.resolve("shop"), 3);
  }

  /** What is said on standard error, one line; the status is the first word. */
  private static String failed(Object... arguments) {
    StringWriter err = new StringWriter();
    int status =
        Workbench.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            List.of(arguments).stream().map(String::valueOf).toArray(String[]::new));
    String said = err.toString().strip();
    assertFalse(said.contains("\n"), said);
    return status + " " + said;
  }

  @Test
  void aFolderWithoutAPairIsNamed(@TempDir Path empty) throws IOException {
    assertEquals(
        "1 workbench: no order artifact: there is no folder %s; expected the folders features (what the feature container's train wrote) and model (what the model container's train wrote)"
            .formatted(empty.resolve("absent")),
        failed(empty.resolve("absent")));
    assertTrue(
        failed(folder, "--other", empty)
            .startsWith("1 workbench: no order artifact in " + empty + ": found an empty folder"));
  }

  @Test
  void aModelOfAnotherFeatureSetIsRefused(@TempDir Path copy) throws IOException {
    ArtifactCopy.into(copy, folder);
    Path definition = copy.resolve("features").resolve("features.json");
    String other =
        Files.readString(definition).replace("\"name\": \"lines\"", "\"name\": \"rows\"");
    Files.writeString(definition, other);
    Files.delete(copy.resolve("features").resolve("golden.jsonl"));

    String said = failed(copy);

    assertTrue(said.startsWith("1 workbench: "), said);
  }

  /** Of many, the key that answers have is the one of the most likely class. */
  @Test
  void aModelOfSeveralProbabilitiesIsRefused(@TempDir Path work)
      throws IOException, InterruptedException {
    Path three = Shop.ofOnnx(work.resolve("three"), 5, "three-tensor");
    Path two = Shop.ofClasses(work.resolve("two"), 2);

    assertEquals(
        "1 workbench: the model in %s answers 3 probabilities; expected one"
            .formatted(three.resolve("model")),
        failed(three));
    assertEquals(
        "1 workbench: the model in %s answers 2 probabilities; expected one"
            .formatted(two.resolve("model")),
        failed(folder, "--other", two));
  }

  @Test
  void ordersThatCannotBeReadAreNamed(@TempDir Path work) throws IOException {
    Path absent = work.resolve("absent.jsonl");
    Path broken = Files.writeString(work.resolve("broken.jsonl"), "{\"amount\":1}\n{\"amount\":\n");
    Path table = Files.writeString(work.resolve("table.csv"), "amount,country\n1,DE\n");
    Path empty = Files.writeString(work.resolve("empty.jsonl"), "\n");
    Path packed = work.resolve("cut.jsonl.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write("{\"amount\":1}\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
    }
    Files.write(packed, Arrays.copyOf(Files.readAllBytes(packed), (int) Files.size(packed) - 20));

    assertEquals(
        "1 workbench: %s: not found; expected a file of orders, one as JSON on each line"
            .formatted(absent),
        failed(folder, "--orders", absent));
    assertTrue(failed(folder, "--orders", work).contains("is a folder; expected a file of orders"));
    assertEquals(
        "1 workbench: %s:2: ends before the JSON value is complete at column 11; expected a file of orders, one as JSON on each line"
            .formatted(broken),
        failed(folder, "--orders", broken));
    assertTrue(failed(folder, "--orders", table).contains("this is a table with separators"));
    assertTrue(failed(folder, "--orders", empty).contains("has no order"));
    assertTrue(failed(folder, "--orders", packed).contains("not a whole gzip file"));
  }

  @Test
  void aPortInUseIsSaid() throws IOException {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertEquals(
          "1 workbench: port %d is in use: choose another with --port, or stop what listens there"
              .formatted(other.getLocalPort()),
          failed(folder, "--port", other.getLocalPort()));
    }
  }

  @Test
  void wrongUsageIsStatus2() {
    assertTrue(failed().startsWith("2 workbench: Missing required parameter: 'FOLDER'"));
    assertTrue(failed(folder, "--treshold", "1").startsWith("2 workbench: Unknown option"));
    assertEquals(
        "2 workbench: --threshold is 20; expected 0 to 1", failed(folder, "--threshold", "20"));
    assertEquals(
        "2 workbench: --threshold is NaN; expected 0 to 1", failed(folder, "--threshold", "NaN"));
    assertEquals(
        "2 workbench: --port is 65536; expected 0 to 65535", failed(folder, "--port", "65536"));
  }

  /** Of the process as the system saw it. An order with a secret passes it, and a broken one. */
  @Test
  void itCallsNobodyWritesNothingAndLogsNoOrder(@TempDir Path work)
      throws IOException, InterruptedException {
    Trace.assumePossible();
    Path temporary = Files.createDirectory(TracedServing.temporary(work));
    Path trace = work.resolve("trace");
    int port = TestProcess.freePort();
    String said;
    try (TestProcess process =
        TestProcess.traced(
            trace,
            temporary,
            Workbench.class,
            Map.of("HOME", work.toString()),
            folder.toString(),
            "--port",
            Integer.toString(port))) {
      process.awaitOutput("listening on http://127.0.0.1:" + port + "/ until Ctrl-C");
      List<String> headers = List.of("Host: 127.0.0.1:" + port, "Content-Type: application/json");
      for (String body : List.of(Shop.ORDER, Shop.ORDER.substring(1), "\"" + Shop.EMAIL)) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        assertEquals(
            200, Connection.exchange(port, "POST", "/explanation", headers, bytes).status());
      }
      process.terminate();
      assertEquals(143, process.exitStatus(), process::toString);
      said = process.toString();
    }
    assertFalse(said.contains("jane") || said.contains("950"), said);
    Trace.read(trace).assertCallsNobody().assertWritesNothingButLibraries(temporary);
  }
}
