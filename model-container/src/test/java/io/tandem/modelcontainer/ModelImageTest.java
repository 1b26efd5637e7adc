package io.tandem.modelcontainer;

import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.ImageContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The image tandem-model under SageMaker's contract. */
final class ModelImageTest extends ImageContract {
  @TempDir static Path directory;

  @Override
  protected ContainerUnderTest describe() {
    try {
      // The temporary folder itself is nobody else's to read.
      return ModelContainerContractTest.describe(Files.createDirectory(directory.resolve("model")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
