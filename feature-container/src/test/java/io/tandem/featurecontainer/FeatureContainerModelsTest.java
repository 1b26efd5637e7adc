package io.tandem.featurecontainer;

import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.models.ModelsUnderTest;
import io.tandem.inferencetestkit.models.MultiModelProcessContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The multi-model contract, with a feature set for each model. */
@Tag("long")
final class FeatureContainerModelsTest extends MultiModelProcessContract {
  @TempDir static Path directory;
  @TempDir static Path inputs;

  @Override
  protected ContainerUnderTest describe() {
    return FeatureContainerContractTest.describe(directory);
  }

  @Override
  protected ModelsUnderTest models() {
    return new FeatureSets(inputs);
  }
}
