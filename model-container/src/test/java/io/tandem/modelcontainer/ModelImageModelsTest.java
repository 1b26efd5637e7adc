package io.tandem.modelcontainer;

import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.ImageContract;
import io.tandem.inferencetestkit.models.ModelsUnderTest;
import io.tandem.inferencetestkit.models.MultiModelImageContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The image tandem-model under the multi-model contract, with models of all engines. */
final class ModelImageModelsTest extends MultiModelImageContract {
  @TempDir static Path model;

  @Override
  protected ContainerUnderTest describe() {
    return ModelContainerContractTest.describe(model);
  }

  @Override
  protected ModelsUnderTest models() {
    return new GoldenModels();
  }

  @Override
  protected String image() {
    return ImageContract.image("tandem-model");
  }
}
