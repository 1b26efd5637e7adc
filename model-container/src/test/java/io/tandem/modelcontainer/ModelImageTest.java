package io.tandem.modelcontainer;

import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.ImageContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The image tandem-model under SageMaker's contract. */
final class ModelImageTest extends ImageContract {
  @TempDir static Path directory;

  @Override
  protected ContainerUnderTest describe() {
    return ModelContainerContractTest.describe(directory);
  }

  @Override
  protected String image() {
    return image("tandem-model");
  }

  @Override
  protected String artifactFile() {
    return "manifest.json";
  }
}
