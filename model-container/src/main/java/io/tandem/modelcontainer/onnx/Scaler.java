package io.tandem.modelcontainer.onnx;

import io.tandem.modelcontainer.trees.ForestBuilder;
import io.tandem.modelcontainer.trees.UnfitForestException;
import java.util.Arrays;

/**
 * A {@code Scaler} before trees: {@code (value - offset) * scale}, in float. It never turns the
 * order of two values round, so a condition on what it gives is one on what it gets, exactly.
 *
 * @param offsets by column
 * @param scales by column, each above 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record Scaler(float[] offsets, float[] scales) {
  static Scaler of(NodeAttributes attributes, int width) throws UnfitForestException {
    float[] offsets = perColumn(attributes.floats("offset"), width);
    float[] scales = perColumn(attributes.floats("scale"), width);
    for (int column = 0; column < width; column++) {
      if (!Float.isFinite(offsets[column])
          || !Float.isFinite(scales[column])
          || scales[column] <= 0) {
        throw new UnfitForestException("it scales a column by 0 or less");
      }
    }
    return new Scaler(offsets, scales);
  }

  private static float[] perColumn(float[] found, int width) throws UnfitForestException {
    if (found.length == width) {
      return found;
    }
    if (found.length != 1) {
      throw new UnfitForestException("it has not a scale and an offset for each column");
    }
    float[] same = new float[width];
    Arrays.fill(same, found[0]);
    return same;
  }

  /** Makes conditions on scaled values conditions on values. */
  void unscale(ForestBuilder.Tree tree) {
    for (int node = 0; node < tree.left().length; node++) {
      if (tree.left()[node] != -1) {
        tree.conditions()[node] = unscale(tree.conditions()[node], tree.columns()[node]);
      }
    }
    tree.intervals()
        .forEach(
            (node, bounds) -> {
              for (int i = 0; i < bounds.length; i++) {
                bounds[i] = unscale(bounds[i], tree.columns()[node]);
              }
            });
  }

  /** The least value that is not below the condition when it is scaled; NaN stays. */
  private float unscale(float condition, int column) {
    if (Float.isNaN(condition)) {
      return condition;
    }
    int least = ordered(Float.NEGATIVE_INFINITY);
    int most = ordered(Float.POSITIVE_INFINITY); // which is below nothing
    while (least < most) {
      int middle = least + ((most - least) >>> 1);
      float value = Float.intBitsToFloat(ordered(middle));
      if ((value - offsets[column]) * scales[column] >= condition) {
        most = middle;
      } else {
        least = middle + 1;
      }
    }
    return Float.intBitsToFloat(ordered(least)) + 0f;
  }

  private static int ordered(float value) {
    return ordered(Float.floatToRawIntBits(value));
  }

  /** Bits of floats as whole numbers of the same order, and back. */
  private static int ordered(int bits) {
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }
}
