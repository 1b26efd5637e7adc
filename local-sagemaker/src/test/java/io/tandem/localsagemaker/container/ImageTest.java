package io.tandem.localsagemaker.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
        image.container("b-1", ports, base, Map.of()).command());
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
        image.container("b-1", ports, base, Map.of("SAGEMAKER_MULTI_MODEL", "false")).command());
    assertEquals(Path.of("/opt/ml/models"), image.artifacts(base));
  }
}
