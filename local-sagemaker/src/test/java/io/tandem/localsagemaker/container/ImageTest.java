package io.tandem.localsagemaker.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageTest {
  private final Image image = new Image.Docker("tandem-model:1.0");
  private final SafePorts ports = new SafePorts(9000, 9009);

  @Test
  void anImageOfOneModelGetsItsFolder() {
    var base = new BaseFolder(Path.of("/run/b"), false);

    assertEquals(
        List.of(
            "docker",
            "run",
            "--rm",
            "--name",
            "b-1",
            "--publish",
            "127.0.0.1:9000:9000",
            "--volume",
            "/run/b/model:/opt/ml/model:ro",
            "--env",
            "SAGEMAKER_BIND_TO_PORT=9000",
            "--env",
            "SAGEMAKER_SAFE_PORT_RANGE=9000-9009",
            "tandem-model:1.0",
            "serve"),
        image.container("b-1", Launch.serve(base, ports, Map.of())).command());
    assertEquals(Path.of("/opt/ml/model"), image.artifacts(base));
  }

  @Test
  void anImageOfManyModelsGetsTheirFolderAndTheVariable() {
    var base = new BaseFolder(Path.of("/run/b"), true);

    assertEquals(
        List.of(
            "docker",
            "run",
            "--rm",
            "--name",
            "b-1",
            "--publish",
            "127.0.0.1:9000:9000",
            "--volume",
            "/run/b/models:/opt/ml/models:ro",
            "--env",
            "SAGEMAKER_MULTI_MODEL=true",
            "--env",
            "SAGEMAKER_BIND_TO_PORT=9000",
            "--env",
            "SAGEMAKER_SAFE_PORT_RANGE=9000-9009",
            "tandem-model:1.0",
            "serve"),
        image
            .container("b-1", Launch.serve(base, ports, Map.of("SAGEMAKER_MULTI_MODEL", "false")))
            .command());
    assertEquals(Path.of("/opt/ml/models"), image.artifacts(base));
  }

  @ParameterizedTest
  @CsvSource({
    "71.5MiB / 1.944GiB, 74973184",
    "1.5GiB / 2GiB, 1610612736",
    "512B / 2GiB, 512",
    "0B / 0B, 0"
  })
  void theMemoryOfAContainerIsReadAsDockerShowsIt(String usage, long bytes) {
    assertEquals(OptionalLong.of(bytes), Image.Docker.memory(usage));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-- / --", "71.5MB / 2GB", "MiB"})
  void aMemoryThatIsNotShownIsNone(String usage) {
    assertEquals(OptionalLong.empty(), Image.Docker.memory(usage));
  }

  @Test
  void theMemoryOfAProcessIsReadFromTheSystem() {
    var jar = new Image.Jar(Path.of("/a.jar"));

    long bytes = jar.memory("", ProcessHandle.current().pid()).orElseThrow();

    assertTrue(bytes > 10 << 20 && bytes < 1L << 40, bytes + " bytes");
    assertEquals(OptionalLong.empty(), jar.memory("", Long.MAX_VALUE));
  }

  @Test
  void anImageOfAJobGetsItsWholeFolderAndTheWordsOfTheRequest() {
    var launch =
        new Launch(
            Path.of("/run/b"),
            List.of("python", "-m"),
            List.of("report", "/opt/ml/processing/in"),
            Map.of("A", "1"),
            List.of(
                new Launch.Mount(Path.of("/run/b"), "", false),
                new Launch.Mount(Path.of("/s3/kept"), "checkpoints", false)),
            List.of());

    assertEquals(
        List.of(
            "docker",
            "run",
            "--rm",
            "--name",
            "b-1",
            "--volume",
            "/run/b:/opt/ml",
            "--volume",
            "/s3/kept:/opt/ml/checkpoints",
            "--env",
            "A=1",
            "--entrypoint",
            "python",
            "tandem-model:1.0",
            "-m",
            "report",
            "/opt/ml/processing/in"),
        image.container("b-1", launch).command());
  }
}
