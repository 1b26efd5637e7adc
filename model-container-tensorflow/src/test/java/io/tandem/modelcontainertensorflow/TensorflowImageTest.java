package io.tandem.modelcontainertensorflow;

import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.ImageContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The image tandem-model, variant tensorflow, under SageMaker's contract. */
@Tag("long") // Two minutes: .ci/run leaves it out.
final class TensorflowImageTest extends ImageContract {
  @TempDir static Path directory;

  @Override
  protected ContainerUnderTest describe() {
    // The temporary folder itself is nobody else's to read.
    return TensorflowContractTest.describe(directory.resolve("model"));
  }

  @Override
  protected String image() {
    return image("tandem-model") + "-tensorflow";
  }

  @Override
  protected String artifactFile() {
    return TensorflowEngine.FILE;
  }

  @Override
  protected List<Served> engines() {
    return List.of(
        served("keras", "1,2.5,0,-4e-3,0,6"),
        served("control-flow", "1,2.5,0,-4e-3,0,6"),
        served("doubles", "1,2.5,0,-4e-3,0,6"));
  }

  private static Served served(String name, String row) {
    Path folder = directory.resolve("served-" + name);
    if (Files.notExists(folder)) {
      Golden.copy(name, folder);
    }
    return new Served(name, folder, Golden.csv(row));
  }
}
