package io.tandem.modelcontainertorch;

import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.models.ModelsUnderTest;
import io.tandem.inferencetestkit.models.MultiModelProcessContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The multi-model contract. */
@Tag("long") // Each of its processes loads a library of 450 MB.
final class TorchContainerModelsTest extends MultiModelProcessContract {
  @TempDir static Path model;

  @Override
  protected ContainerUnderTest describe() {
    return TorchContainerContractTest.describe(model);
  }

  @Override
  protected ModelsUnderTest models() {
    return new TorchModels();
  }
}
