package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract cannot ask of every container: slow loading, a bug in it, log levels. */
final class ServingProcessTest {
  @TempDir Path base;
  private int port;

  @BeforeEach
  void createModel() throws IOException {
    Files.createDirectories(base.resolve("model"));
    Files.writeString(base.resolve("model/echo"), "echo");
    port = TestProcess.freePort();
  }

  @Test
  void isNotReadyWhileItLoadsAndStopsAtOnceThen() throws Exception {
    try (TestProcess process = serve(Map.of("TANDEM_LOAD_MILLIS", "60000"))) {
      process.awaitPing(port, 503);
      Answer answer =
          Connection.exchange(
              port, "POST", "/invocations", List.of(), "1".getBytes(StandardCharsets.US_ASCII));
      assertEquals(503, answer.status());
      ErrorBody.of(answer).assertError("not_ready");

      long start = System.nanoTime();
      process.terminate();

      assertEquals(143, process.exitStatus(), process::toString);
      assertTrue(System.nanoTime() - start < Duration.ofSeconds(25).toNanos());
    }
  }

  @Test
  void bugInLoadingIsOneLineWithItsStack() throws Exception {
    Files.writeString(base.resolve("model/bug"), "");
    try (TestProcess process = serve(Map.of())) {
      assertEquals(1, process.exitStatus(), process::toString);
      assertEquals(1, process.errors().size(), process::toString);
      Map<String, String> line = ErrorBody.flatJson(process.errors().getFirst());
      assertEquals("java.lang.IllegalStateException", line.get("error"));
      assertTrue(line.getOrDefault("stack", "").contains("EchoContainer"), process::toString);
    }
  }

  @Test
  void nearestNameIsOfferedForAnUnknownSetting() throws Exception {
    try (TestProcess process = serve(Map.of("TANDEM_LOAD_MILLI", "1"))) {
      assertEquals(1, process.exitStatus(), process::toString);
      assertTrue(
          process.errors().getFirst().contains("did you mean TANDEM_LOAD_MILLIS?"),
          process::toString);
    }
  }

  @Test
  void logLevelIsTheOneOfTheEnvironment() throws Exception {
    try (TestProcess process = serve(Map.of("SAGEMAKER_CONTAINER_LOG_LEVEL", "40"))) {
      process.awaitPing(port, 200);
      assertEquals(List.of(), process.out());
    }
    try (TestProcess process = serve(Map.of("SAGEMAKER_CONTAINER_LOG_LEVEL", "debug"))) {
      assertEquals(1, process.exitStatus(), process::toString);
    }
  }

  private TestProcess serve(Map<String, String> environment) throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.put("SAGEMAKER_BASE_DIR", base.toString());
    all.put("SAGEMAKER_BIND_TO_PORT", Integer.toString(port));
    return TestProcess.start(EchoContainer.class, all, "serve");
  }
}
