package io.tandem.modelcontainer.onnx;

import ai.onnxruntime.OrtException;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Evaluator;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.floatmath.Expf;
import io.tandem.modelcontainer.trees.UnfitForestException;
import io.tandem.modelcontainer.trees.VectorForest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tree operator, walked in Java: its forest, and what ONNX Runtime makes of the sums, in its
 * order of operations ({@code tree_ensemble_aggregator.h}).
 *
 * @param divisor of the sums, 1 for none
 * @param base by sum: what is added behind the trees
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record TreeNumbers(VectorForest forest, float divisor, float[] base, Ending ending)
    implements RowNumbers {
  /** What becomes of the sums of a row. */
  enum Ending {
    NONE,
    LOGISTIC,
    SOFTMAX,
    /** One sum s, the share of the second of two classes: 1 - s and s. */
    SHARE_OF_TWO,
    /** One sum s: -s and s. */
    SIGNED,
    /** One sum: the logistic function of -s and of s. */
    LOGISTIC_OF_TWO
  }

  private static final int TWO = 2;
  private static final String OTHER_TRANSFORM = "it transforms its sums in another way";
  private static final String OTHER_AGGREGATE = "it takes the largest or the smallest leaf";

  /**
   * @param width columns of a row
   * @param answered numbers per row of the answered output
   * @throws UnfitForestException when it cannot be walked
   */
  static TreeNumbers of(TreeGraph graph, int width, int answered) throws UnfitForestException {
    NodeAttributes attributes = graph.trees();
    @Nullable Scaler scaler = graph.scaler() == null ? null : Scaler.of(graph.scaler(), width);
    if (attributes.ints("tree_roots").length > 0) {
      return rooted(attributes, width, answered, scaler);
    }
    return attributes.ints("class_ids").length > 0
        ? classifier(attributes, width, answered, scaler)
        : regressor(attributes, width, answered, scaler);
  }

  /** Of {@code TreeEnsemble}, which has numbers where the older ones have names. */
  private static TreeNumbers rooted(
      NodeAttributes attributes, int width, int answered, @Nullable Scaler scaler)
      throws UnfitForestException {
    checkTargets(attributes, answered);
    Ending ending =
        switch (number(attributes, "post_transform", 0)) {
          case 0 -> Ending.NONE;
          // Of a single sum the runtime leaves these out.
          case 1 -> answered > 1 ? Ending.LOGISTIC : Ending.NONE;
          case 2 -> answered > 1 ? Ending.SOFTMAX : Ending.NONE;
          default -> throw new UnfitForestException(OTHER_TRANSFORM);
        };
    float divisor =
        switch (number(attributes, "aggregate_function", 1)) {
          case 0 -> attributes.ints("tree_roots").length;
          case 1 -> 1;
          default -> throw new UnfitForestException(OTHER_AGGREGATE);
        };
    VectorForest forest = RootedTrees.read(attributes, width, answered, scaler);
    return new TreeNumbers(forest, divisor, new float[answered], ending);
  }

  private static int number(NodeAttributes attributes, String name, int otherwise) {
    int[] found = attributes.ints(name);
    return found.length == 1 ? found[0] : otherwise;
  }

  private static void checkTargets(NodeAttributes attributes, int answered)
      throws UnfitForestException {
    if (number(attributes, "n_targets", -1) != answered) {
      throw new UnfitForestException("its output has not a number for each target");
    }
  }

  private static TreeNumbers regressor(
      NodeAttributes attributes, int width, int answered, @Nullable Scaler scaler)
      throws UnfitForestException {
    checkTargets(attributes, answered);
    if (!attributes.text("post_transform", "NONE").equals("NONE")) {
      throw new UnfitForestException("it transforms its sums");
    }
    float divisor =
        switch (attributes.text("aggregate_function", "SUM")) {
          case "SUM" -> 1;
          case "AVERAGE" -> Arrays.stream(attributes.ints("nodes_treeids")).distinct().count();
          default -> throw new UnfitForestException(OTHER_AGGREGATE);
        };
    VectorForest forest = NumberedTrees.read(attributes, width, answered, "target", scaler);
    return new TreeNumbers(forest, divisor, base(attributes, answered), Ending.NONE);
  }

  private static TreeNumbers classifier(
      NodeAttributes attributes, int width, int answered, @Nullable Scaler scaler)
      throws UnfitForestException {
    String transform = attributes.text("post_transform", "NONE");
    int[] ids = attributes.ints("class_ids");
    boolean isOfTwo = answered == TWO;
    if (isOfTwo && attributes.floats("base_values").length == TWO) {
      throw new UnfitForestException("it has a base value for each of two classes");
    }
    boolean isOneSum = isOfTwo && Arrays.stream(ids).allMatch(id -> id == 0);
    if (!isOneSum) {
      Ending ending =
          switch (transform) {
            case "NONE" -> Ending.NONE;
            case "LOGISTIC" -> Ending.LOGISTIC;
            case "SOFTMAX" -> Ending.SOFTMAX;
            default -> throw new UnfitForestException(OTHER_TRANSFORM);
          };
      VectorForest forest = NumberedTrees.read(attributes, width, answered, "class", scaler);
      return new TreeNumbers(forest, 1, base(attributes, answered), ending);
    }
    Ending ending =
        switch (transform) {
          case "NONE" -> areShares(attributes) ? Ending.SHARE_OF_TWO : Ending.SIGNED;
          case "LOGISTIC" -> Ending.LOGISTIC_OF_TWO;
          default -> throw new UnfitForestException(OTHER_TRANSFORM);
        };
    VectorForest forest = NumberedTrees.read(attributes, width, 1, "class", scaler);
    return new TreeNumbers(forest, 1, base(attributes, 1), ending);
  }

  private static boolean areShares(NodeAttributes attributes) {
    for (float weight : attributes.floats("class_weights")) {
      if (weight < 0) {
        return false;
      }
    }
    return true;
  }

  private static float[] base(NodeAttributes attributes, int sums) throws UnfitForestException {
    float[] base = attributes.floats("base_values");
    if (base.length != 0 && base.length != sums) {
      throw new UnfitForestException("it has not a base value for each sum");
    }
    return base.length == 0 ? new float[sums] : base;
  }

  /** Rows that tell two readings of the trees apart. */
  RowMatrix probeRows() {
    return forest.probeRows();
  }

  @Override
  public void read(RowMatrix rows, NumberArray into, int offset) {
    float[] sums = forest.sums(rows);
    int count = base.length;
    for (int i = 0; i < sums.length; i++) {
      sums[i] = (divisor == 1 ? sums[i] : sums[i] / divisor) + base[i % count];
    }
    switch (ending) {
      case NONE, SOFTMAX, LOGISTIC -> {
        for (int at = 0; at < sums.length; at += count) {
          end(sums, at, at + count);
        }
        for (int i = 0; i < sums.length; i++) {
          into.set(offset + i, sums[i]);
        }
      }
      case SHARE_OF_TWO, SIGNED, LOGISTIC_OF_TWO -> {
        for (int row = 0; row < sums.length; row++) {
          into.set(offset + 2 * row, first(sums[row]));
          into.set(offset + 2 * row + 1, second(sums[row]));
        }
      }
    }
  }

  private void end(float[] sums, int from, int to) {
    if (ending == Ending.LOGISTIC) {
      for (int i = from; i < to; i++) {
        sums[i] = logistic(sums[i]);
      }
    } else if (ending == Ending.SOFTMAX) {
      softmax(sums, from, to);
    }
  }

  private float first(float sum) {
    return switch (ending) {
      case SHARE_OF_TWO -> 1 - sum;
      case LOGISTIC_OF_TWO -> logistic(-sum);
      default -> -sum;
    };
  }

  private float second(float sum) {
    return ending == Ending.LOGISTIC_OF_TWO ? logistic(sum) : sum;
  }

  private static float logistic(float sum) {
    float share = 1 / (1 + Expf.of(-Math.abs(sum)));
    return sum < 0 ? 1 - share : share;
  }

  private static void softmax(float[] sums, int from, int to) {
    float largest = -Float.MAX_VALUE;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, sums[i]);
    }
    float all = 0;
    for (int i = from; i < to; i++) {
      sums[i] = Expf.of(sums[i] - largest);
      all += sums[i];
    }
    for (int i = from; i < to; i++) {
      sums[i] /= all;
    }
  }

  /**
   * Whether the runtime gives the same numbers, bit for bit, for all rows at once and for one.
   *
   * @throws OrtException or {@link OnnxException} when the runtime has no numbers for some row
   */
  boolean givesTheSameAs(SessionNumbers other) throws OrtException {
    RowMatrix rows = probeRows();
    return same(other, rows) && same(other, rows.slice(0, 1));
  }

  private boolean same(SessionNumbers other, RowMatrix rows) throws OrtException {
    OutputNumbers numbers = other.numbers();
    NumberArray here = OnnxSession.arrayFor(numbers, rows.count());
    NumberArray there = OnnxSession.arrayFor(numbers, rows.count());
    read(rows, here, 0);
    other.read(rows, there, 0);
    for (int i = 0; i < rows.count() * numbers.width(); i++) {
      if (Double.doubleToLongBits(here.get(i)) != Double.doubleToLongBits(there.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Evaluator evaluator() {
    return Evaluator.of(Evaluator.TREES);
  }

  @Override
  public MemoryUse memory() {
    return new MemoryUse(forest.bytes(), 0);
  }

  @Override
  public void close() {}
}
