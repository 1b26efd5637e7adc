package io.tandem.modelcontainertensorflow;

import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.models.ModelsUnderTest;
import io.tandem.inferencetestkit.models.MultiModelProcessContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The multi-model contract, with SavedModels. Each of its many processes loads the library. */
@Tag("long")
final class TensorflowModelsTest extends MultiModelProcessContract {
  @TempDir static Path model;

  @Override
  protected ContainerUnderTest describe() {
    return TensorflowContractTest.describe(model.resolve("keras"));
  }

  @Override
  protected ModelsUnderTest models() {
    return new GoldenModels();
  }
}
