package io.tandem.modelcontainertorch;

import io.tandem.modelcontainer.ModelContainer;
import io.tandem.modelcontainer.engine.Engine;
import java.util.List;
import java.util.stream.Stream;

/** The model container that serves TorchScript too. */
public final class TorchModelContainer {
  private TorchModelContainer() {}

  /** In the order in which they are asked for a model file. */
  static List<Engine> engines() {
    return Stream.concat(ModelContainer.engines().stream(), Stream.of(new TorchEngine())).toList();
  }

  public static void main(String[] args) {
    ModelContainer.run(args, engines());
  }
}
