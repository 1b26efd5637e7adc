package io.tandem.ordercontainer;

import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.ImageContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The image tandem-order under SageMaker's contract. */
final class OrderImageTest extends ImageContract {
  @TempDir static Path directory;

  @Override
  protected ContainerUnderTest describe() {
    try {
      // The temporary folder itself is nobody else's to read.
      return OrderContainerContractTest.describe(Files.createDirectory(directory.resolve("work")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected String image() {
    return image("tandem-order");
  }

  @Override
  protected String artifactFile() {
    return "features/state.json";
  }
}
