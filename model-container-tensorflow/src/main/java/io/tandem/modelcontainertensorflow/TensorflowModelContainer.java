package io.tandem.modelcontainertensorflow;

import io.tandem.modelcontainer.ModelContainer;
import io.tandem.modelcontainer.engine.Engine;
import java.util.List;
import java.util.stream.Stream;

/** The model container that serves TensorFlow's SavedModel too. */
public final class TensorflowModelContainer {
  private TensorflowModelContainer() {}

  public static void main(String[] args) {
    ModelContainer.run(args, engines());
  }

  /** Those of the model container, then TensorFlow's. */
  static List<Engine> engines() {
    return Stream.concat(ModelContainer.engines().stream(), Stream.of(new TensorflowEngine()))
        .toList();
  }
}
