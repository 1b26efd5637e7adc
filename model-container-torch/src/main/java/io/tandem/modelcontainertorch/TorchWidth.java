package io.tandem.modelcontainertorch;

import io.tandem.modelcontainer.engine.RowMatrix;
import java.util.List;

/**
 * How many columns a module takes whose artifact does not state it: as many as one of its weights,
 * if it runs with no other's. A file of TorchScript does not say.
 */
final class TorchWidth {
  private static final String STATE_IT =
      "state it: as \"width\" in manifest.json, or by model-container bind with --features";

  /** Each is a run of a module that may do anything. */
  private static final int MAX_TRIED = 64;

  private TorchWidth() {}

  /**
   * @throws TorchException when there is not exactly one such width
   */
  static int of(TorchModule module) {
    List<Integer> widths = module.widthsOfWeights();
    if (widths.size() > MAX_TRIED) {
      throw new TorchException(
          "it does not show how many columns it takes (%d weights of different widths); %s"
              .formatted(widths.size(), STATE_IT));
    }
    List<Integer> fitting = widths.stream().filter(width -> runs(module, width)).toList();
    if (fitting.size() != 1) {
      throw new TorchException(
          "it does not show how many columns it takes (%s); %s"
              .formatted(
                  fitting.isEmpty()
                      ? "it runs with the width of none of its weights"
                      : "it runs with each of " + fitting,
                  STATE_IT));
    }
    return fitting.getFirst();
  }

  private static boolean runs(TorchModule module, int width) {
    try {
      module.run(new RowMatrix(new float[2 * width], 2, width), 0, 2);
      return true;
    } catch (TorchException e) {
      return false;
    }
  }
}
