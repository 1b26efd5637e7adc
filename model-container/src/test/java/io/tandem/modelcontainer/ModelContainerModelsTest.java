package io.tandem.modelcontainer;

import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.models.ModelsUnderTest;
import io.tandem.inferencetestkit.models.MultiModelProcessContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The multi-model contract, with models of all engines. */
final class ModelContainerModelsTest extends MultiModelProcessContract {
  @TempDir static Path model;

  @Override
  protected ContainerUnderTest describe() {
    return ModelContainerContractTest.describe(model);
  }

  @Override
  protected ModelsUnderTest models() {
    return new GoldenModels();
  }
}
