package io.tandem.modelcontainer.engine;

/**
 * What computes the predictions of a model.
 *
 * @param name of the engine, or {@value #TREES}
 * @param reason why the engine's library does it where trees are walked here some ten times faster;
 *     empty when it is the fastest there is for the model
 */
public record Evaluator(String name, String reason) {
  /** Trees walked in Java, whose margins were found to be those of the library, bit for bit. */
  public static final String TREES = "trees";

  public static Evaluator of(String name) {
    return new Evaluator(name, "");
  }

  /** {@code trees}, or {@code xgboost (it has no trees)}. */
  @Override
  public String toString() {
    return reason.isEmpty() ? name : name + " (" + reason + ")";
  }
}
