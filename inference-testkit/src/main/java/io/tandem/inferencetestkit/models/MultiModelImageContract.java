package io.tandem.inferencetestkit.models;

import io.tandem.inferencetestkit.ImageContract;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** The multi-model contract for an image; needs a Docker engine and the image. */
@Tag(ImageContract.TAG)
public abstract class MultiModelImageContract extends MultiModelContract {
  /** As the engine has it. */
  protected abstract String image();

  @Override
  final MultiModelServer server(Map<String, String> environment, Path base) {
    Map<String, String> all = new HashMap<>(container().environment());
    all.putAll(environment);
    return new ServerImage(image(), all, base.resolve("models"));
  }
}
