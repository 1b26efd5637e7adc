package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training job from its arguments to its exit status. */
final class TrainingProcessTest {
  @TempDir Path base;

  @BeforeEach
  void createFolders() throws IOException {
    Files.createDirectories(base.resolve("input/config"));
    Files.createDirectories(base.resolve("input/data/train"));
  }

  @Test
  void whatTrainingWritesIsServed() throws Exception {
    try (TestProcess training = train("{}")) {
      assertEquals(0, training.exitStatus(), training::toString);
      assertFalse(Files.exists(base.resolve("output/failure")));
      assertTrue(training.errors().isEmpty(), training::toString);
    }
    int port = TestProcess.freePort();
    try (TestProcess serving =
        TestProcess.start(
            EchoContainer.class,
            Map.of(
                "SAGEMAKER_BASE_DIR", base.toString(),
                "SAGEMAKER_BIND_TO_PORT", Integer.toString(port)),
            "serve")) {
      serving.awaitPing(port, 200);
    }
  }

  @Test
  void bugIsToldByItsClassAndLoggedOnceWithItsStack() throws Exception {
    try (TestProcess training = train("{\"bug\": \"1\"}")) {
      assertEquals(1, training.exitStatus(), training::toString);
      assertTrue(failure().contains("IllegalStateException"), failure());
      assertFalse(failure().contains("a bug"), failure());
      assertFalse(training.errors().getFirst().contains("a bug"), training::toString);
      assertEquals(1, training.errors().size(), training::toString);
      assertTrue(
          ErrorBody.flatJson(training.errors().getFirst())
              .getOrDefault("stack", "")
              .contains("EchoContainer.train"));
    }
  }

  @Test
  void brokenHyperparametersAreToldWithTheirFile() throws Exception {
    try (TestProcess training = train("{\"a\": ")) {
      assertEquals(1, training.exitStatus(), training::toString);
      assertTrue(failure().contains("hyperparameters.json"), failure());
      assertFalse(training.errors().getFirst().contains("\"stack\""), training::toString);
    }
  }

  @Test
  void sigtermInterruptsTrainingAndIsTold() throws Exception {
    try (TestProcess training = train("{\"slow\": \"1\"}")) {
      training.awaitOutput("trains");
      training.terminate();
      assertEquals(143, training.exitStatus(), training::toString);
      assertTrue(failure().contains("stopped"), failure());
    }
  }

  private String failure() throws IOException {
    return Files.readString(base.resolve("output/failure"));
  }

  private TestProcess train(String hyperparameters) throws IOException {
    Files.writeString(base.resolve("input/config/hyperparameters.json"), hyperparameters);
    return TestProcess.start(
        EchoContainer.class, Map.of("SAGEMAKER_BASE_DIR", base.toString()), "train");
  }
}
