package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A container as a traced process, from its start over some answers to its end. */
public final class TracedServing {
  private TracedServing() {}

  /**
   * Serves what {@code model} below the base holds.
   *
   * @param base its home and its folder of temporary files lie there too
   */
  public static Trace of(
      Class<?> main, Map<String, String> environment, Path base, List<Sample> samples)
      throws IOException, InterruptedException {
    Trace.assumePossible();
    int port = TestProcess.freePort();
    Map<String, String> all = environment(environment, base);
    all.put("SAGEMAKER_BIND_TO_PORT", Integer.toString(port));
    Path trace = base.resolve("trace");
    try (TestProcess process = TestProcess.traced(trace, temporary(base), main, all, "serve")) {
      process.awaitPing(port, 200);
      for (Sample sample : samples) {
        List<String> type = List.of("Content-Type: " + sample.contentType());
        Answer answer = Connection.exchange(port, "POST", "/invocations", type, sample.body());
        assertEquals(200, answer.status(), answer::toString);
      }
      process.terminate();
      assertEquals(ProcessContract.STOPPED_BY_SIGTERM, process.exitStatus(), process::toString);
    }
    return Trace.read(trace);
  }

  /** Runs {@code train} on what {@code input} below the base holds. */
  public static Trace ofTraining(Class<?> main, Path base)
      throws IOException, InterruptedException {
    Trace.assumePossible();
    Path trace = base.resolve("trace");
    try (TestProcess process =
        TestProcess.traced(trace, temporary(base), main, environment(Map.of(), base), "train")) {
      assertEquals(0, process.exitStatus(), process::toString);
    }
    return Trace.read(trace);
  }

  public static Path temporary(Path base) {
    return base.resolve("tmp");
  }

  private static Map<String, String> environment(Map<String, String> environment, Path base)
      throws IOException {
    Files.createDirectories(temporary(base));
    Map<String, String> all = new HashMap<>(environment);
    all.put("SAGEMAKER_BASE_DIR", base.toString());
    all.put("HOME", Files.createDirectories(base.resolve("home")).toString());
    return all;
  }
}
