package io.tandem.inferencetestkit.models;

import io.tandem.inferencetestkit.ContainerUnderTest;
import io.tandem.inferencetestkit.EchoContainerContractTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The server fulfils the multi-model contract under the smallest container there can be. */
final class EchoModelsContractTest extends MultiModelProcessContract {
  @TempDir static Path model;

  @Override
  protected ContainerUnderTest describe() {
    return EchoContainerContractTest.describe(model);
  }

  @Override
  protected ModelsUnderTest models() {
    return new EchoModels();
  }
}
