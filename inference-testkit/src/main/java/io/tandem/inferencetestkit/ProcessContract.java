package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process shows: arguments, settings, artifact, port, signals, exit status. */
interface ProcessContract extends Contract {
  /** 128 and the number of SIGTERM: the JVM's own status after a signal. */
  int STOPPED_BY_SIGTERM = 143;

  /** What a container has for what still runs; with nothing to wait for it must need less. */
  Duration DRAIN_TIME = Duration.ofSeconds(25);

  @ParameterizedTest
  @ValueSource(strings = {"", "server", "SERVE", "serve train", "serve serve", "--serve"})
  default void wrongArgumentsAreOneLineThatNamesBoth(String arguments) throws Exception {
    String[] split = arguments.isEmpty() ? new String[0] : arguments.split(" ");
    try (TestProcess process = TestProcess.start(container().main(), Map.of(), split)) {
      assertEquals(2, process.exitStatus(), process::toString);
      assertEquals(1, process.err().size(), process::toString);
      assertTrue(process.err().getFirst().contains("serve or train"), process::toString);
      assertTrue(process.out().isEmpty(), process::toString);
    }
  }

  @Test
  default void servesOnTheGivenPortAndStopsOnSigterm(@TempDir Path base) throws Exception {
    int port = TestProcess.freePort();
    try (TestProcess process = serve(base, true, Map.of(), port)) {
      process.awaitPing(port, 200);
      Answer answer =
          Connection.exchange(port, "POST", "/invocations", List.of(), firstSample().body());
      assertEquals(200, answer.status(), answer::toString);

      long stopped = System.nanoTime();
      process.terminate();

      assertEquals(STOPPED_BY_SIGTERM, process.exitStatus(), process::toString);
      assertTrue(System.nanoTime() - stopped < DRAIN_TIME.toNanos(), process::toString);
      assertTrue(process.err().isEmpty(), process::toString);
      List<String> metrics =
          process.out().stream().filter(line -> line.startsWith("{\"_aws\":")).toList();
      String counted = "\"Requests\":1,\"Answered2xx\":1,\"Answered4xx\":0,\"Answered5xx\":0,";
      assertTrue(metrics.getFirst().contains(counted), process::toString);
      process.out().stream().filter(line -> !metrics.contains(line)).forEach(ErrorBody::flatJson);
      assertTrue(process.out().getLast().contains("stopped"), process::toString);
    }
  }

  @Test
  default void callsNobodyAndWritesNowhereWhileItServes(@TempDir Path base) throws Exception {
    Files.createSymbolicLink(base.resolve("model"), container().model().toAbsolutePath());
    TracedServing.of(container().main(), container().environment(), base, container().samples())
        .assertCallsNobody()
        .assertWritesNothingButLibraries(TracedServing.temporary(base));
  }

  @Test
  default void finishesWhatRunsAndRefusesTheRestAfterSigterm(@TempDir Path base) throws Exception {
    int port = TestProcess.freePort();
    byte[] body = firstSample().body();
    try (TestProcess process = serve(base, true, Map.of(), port)) {
      process.awaitPing(port, 200);
      try (Connection running = new Connection(port)) {
        running.head(
            "POST",
            "/invocations",
            List.of("Expect: 100-continue"),
            "Content-Length: " + body.length);
        assertEquals(100, running.answer().status());
        running.write(Arrays.copyOf(body, 1));

        process.terminate();
        process.awaitPing(port, 503);
        Answer refused = Connection.exchange(port, "POST", "/invocations", List.of(), body);
        process.terminate();
        running.write(Arrays.copyOfRange(body, 1, body.length));

        assertEquals(503, refused.status(), refused::toString);
        ErrorBody.of(refused).assertError("stopping");
        assertEquals(200, running.answer().status());
      }
      assertEquals(STOPPED_BY_SIGTERM, process.exitStatus(), process::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "-1", "http", "8080.0"})
  default void wrongPortIsOneLine(String port, @TempDir Path base) throws Exception {
    assertFails(base, true, Map.of("SAGEMAKER_BIND_TO_PORT", port), "SAGEMAKER_BIND_TO_PORT", port);
  }

  @Test
  default void allWrongSettingsAreToldAtOnce(@TempDir Path base) throws Exception {
    Map<String, String> environment =
        Map.of(
            "SAGEMAKER_BATCH", "perhaps",
            "SAGEMAKER_MAX_PAYLOAD_IN_MB", "much",
            "TANDEM_NO_SUCH_SETTING", "1");
    assertFails(base, true, environment, environment.keySet().toArray(new String[0]));
  }

  @Test
  default void defaultAcceptThatIsNotOfferedIsOneLine(@TempDir Path base) throws Exception {
    assertFails(
        base,
        true,
        Map.of("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "text/x-unknown"),
        "SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT",
        container().accepts().getFirst());
  }

  @Test
  default void missingOrEmptyArtifactIsOneLine(@TempDir Path base) throws Exception {
    assertFails(base, false, Map.of(), base.resolve("model").toString());
    Files.createDirectory(base.resolve("model"));
    assertFails(base, false, Map.of(), base.resolve("model").toString());
  }

  @Test
  default void portInUseIsOneLine(@TempDir Path base) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      String port = Integer.toString(taken.getLocalPort());
      assertFails(
          base, true, Map.of("SAGEMAKER_BIND_TO_PORT", port), port, "SAGEMAKER_BIND_TO_PORT");
    }
  }

  @Test
  default void trainingWithoutChannelsWritesTheFailureFile(@TempDir Path base) throws Exception {
    Map<String, String> environment = environment(base, Map.of());
    try (TestProcess process = TestProcess.start(container().main(), environment, "train")) {
      assertEquals(1, process.exitStatus(), process::toString);
      assertEquals(1, process.errors().size(), process::toString);
      String failure = Files.readString(base.resolve("output").resolve("failure"));
      assertTrue(failure.contains("channel"), failure);
      assertTrue(process.errors().getFirst().contains("channel"), process::toString);
    }
  }

  private void assertFails(
      Path base, boolean withModel, Map<String, String> environment, String... parts)
      throws Exception {
    int port = TestProcess.freePort();
    try (TestProcess process = serve(base, withModel, environment, port)) {
      assertEquals(1, process.exitStatus(), process::toString);
      assertTrue(process.err().isEmpty(), process::toString);
      assertEquals(1, process.errors().size(), process::toString);
      String error = process.errors().getFirst();
      for (String part : parts) {
        assertTrue(error.contains(part), () -> part + " is not in " + error);
      }
      assertFalse(error.contains("\"stack\""), error);
    }
  }

  private TestProcess serve(Path base, boolean withModel, Map<String, String> environment, int port)
      throws IOException {
    if (withModel) {
      Files.createSymbolicLink(base.resolve("model"), container().model().toAbsolutePath());
    }
    Map<String, String> all = environment(base, environment);
    all.putIfAbsent("SAGEMAKER_BIND_TO_PORT", Integer.toString(port));
    return TestProcess.start(container().main(), all, "serve");
  }

  private Map<String, String> environment(Path base, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(container().environment());
    all.put("SAGEMAKER_BASE_DIR", base.toString());
    all.putAll(more);
    return all;
  }
}
