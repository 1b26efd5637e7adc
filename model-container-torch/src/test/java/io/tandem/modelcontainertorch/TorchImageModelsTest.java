package io.tandem.modelcontainertorch;

import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.models.ModelsUnderTest;
import io.tandem.inferencetestkit.models.MultiModelImageContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The image under the multi-model contract. */
@Tag("long") // Each of its containers loads a library of 450 MB.
final class TorchImageModelsTest extends MultiModelImageContract {
  @TempDir static Path model;

  @Override
  protected ContainerUnderTest describe() {
    return TorchContainerContractTest.describe(model);
  }

  @Override
  protected ModelsUnderTest models() {
    return new TorchModels();
  }

  @Override
  protected String image() {
    return TorchImageTest.IMAGE;
  }
}
