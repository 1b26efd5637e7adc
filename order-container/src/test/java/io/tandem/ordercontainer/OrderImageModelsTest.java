package io.tandem.ordercontainer;

import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.ImageContract;
import io.tandem.inferencetestkit.models.ModelsUnderTest;
import io.tandem.inferencetestkit.models.MultiModelImageContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The image tandem-order under the multi-model contract, with models of all engines. */
@Tag("long")
final class OrderImageModelsTest extends MultiModelImageContract {
  @TempDir static Path directory;

  @Override
  protected ContainerUnderTest describe() {
    return OrderContainerContractTest.describe(directory);
  }

  @Override
  protected ModelsUnderTest models() {
    return new OrderModels();
  }

  @Override
  protected String image() {
    return ImageContract.image("tandem-order");
  }
}
