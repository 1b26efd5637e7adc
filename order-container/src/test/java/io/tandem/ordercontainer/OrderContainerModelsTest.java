package io.tandem.ordercontainer;

import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.models.ModelsUnderTest;
import io.tandem.inferencetestkit.models.MultiModelProcessContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The multi-model contract, with models of all engines behind features. */
@Tag("long")
final class OrderContainerModelsTest extends MultiModelProcessContract {
  @TempDir static Path directory;

  @Override
  protected ContainerUnderTest describe() {
    return OrderContainerContractTest.describe(directory);
  }

  @Override
  protected ModelsUnderTest models() {
    return new OrderModels();
  }
}
