package io.tandem.inferencetestkit.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The multi-model contract for the main of a container. */
public abstract class MultiModelProcessContract extends MultiModelContract implements LeakContract {
  @Override
  final MultiModelServer server(Map<String, String> environment, Path base) throws IOException {
    return new ServerProcess(container(), environment, base);
  }
}
