package io.tandem.featurecontainer;

import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.ImageContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The image tandem-features under SageMaker's contract. */
final class FeatureImageTest extends ImageContract {
  @TempDir static Path directory;

  @Override
  protected ContainerUnderTest describe() {
    return FeatureContainerContractTest.describe(directory);
  }

  @Override
  protected String image() {
    return image("tandem-features");
  }

  @Override
  protected String artifactFile() {
    return "state.json";
  }
}
