package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Many connections at once are no overload: what they send is answered in a moment, and a 503 would
 * fail it for good. Nothing here depends on how long that moment is.
 */
interface BurstContract extends Contract {
  int BURST = 1000;
  int IDLE = 6000;

  /** Two containers, as in a pipeline, share the cores. */
  @ParameterizedTest
  @CsvSource({"1,false", "1,true", "2,false", "2,true"})
  default void aThousandConnectionsAtOnceAreAllAnswered(
      int containers, String batch, @TempDir Path base) throws Exception {
    Files.createSymbolicLink(base.resolve("model"), container().model().toAbsolutePath());
    Map<String, String> environment = new HashMap<>(container().environment());
    environment.put("SAGEMAKER_BASE_DIR", base.toString());
    environment.put("SAGEMAKER_BATCH", batch);
    Map<Integer, Sample> samples = new HashMap<>();
    List<TestProcess> processes = new ArrayList<>();
    try {
      for (int i = 0; i < containers; i++) {
        int port = TestProcess.freePort();
        environment.put("SAGEMAKER_BIND_TO_PORT", Integer.toString(port));
        processes.add(TestProcess.start(container().main(), environment, "serve"));
        samples.put(port, firstSample());
      }
      for (int i = 0; i < containers; i++) {
        processes.get(i).awaitPing(List.copyOf(samples.keySet()).get(i), 200);
      }
      Map<Integer, Integer> all = Map.of(200, containers * BURST);
      assertEquals(all, new Burst(samples, BURST).statuses(), () -> "cold: " + processes);
      for (int i = 0; i < 5; i++) {
        assertEquals(all, new Burst(samples, BURST).statuses(), () -> "later: " + processes);
      }
    } finally {
      processes.forEach(TestProcess::close);
    }
  }

  @Test
  default void connectionsThatAreClosedAtOnceHarmNobody() throws Exception {
    Sample sample = firstSample();
    List<Connection> idle = new ArrayList<>();
    try (Load load = new Load(port(), sample)) {
      for (int i = 0; i < IDLE; i++) {
        idle.add(new Connection(port()));
      }
      load.awaitAnswers(1000);
      closeAll(idle);
      load.awaitAnswers(load.answers() + 1000);
      load.assertOnly(200);
    } finally {
      closeAll(idle);
    }
  }

  private static void closeAll(List<Connection> connections) throws IOException {
    for (Connection connection : connections) {
      connection.close();
    }
  }
}
