package io.tandem.modelcontainer.trees;

import io.tandem.modelcontainer.engine.RowMatrix;
import java.util.Random;

/**
 * Rows that tell two readings of a forest apart: values at, right below and right above its own
 * conditions, missing, infinite, and of any size. The same ones for the same forest.
 */
final class ProbeRows {
  private static final int ROWS = 64;
  private static final int SEED = 20;

  private final Random random = new Random(SEED);
  private final long[] nodes;
  private final int width;

  private ProbeRows(long[] nodes, int width) {
    this.nodes = nodes;
    this.width = width;
  }

  /** 64 rows, of as many columns as the forest has. */
  static RowMatrix of(Forest forest) {
    int width = forest.width();
    ProbeRows probes = new ProbeRows(forest.nodes(), width);
    float[] values = new float[ROWS * width];
    for (int row = 0; row < ROWS; row++) {
      probes.fill(values, row * width);
    }
    return new RowMatrix(values, ROWS, width);
  }

  /** Columns without a condition keep any value; of one with many, each row meets another. */
  private void fill(float[] values, int at) {
    for (int column = 0; column < width; column++) {
      values[at + column] = any();
    }
    for (int i = 0; i < 4 * width && nodes.length > 0; i++) {
      long node = nodes[random.nextInt(nodes.length)];
      if (PackedNode.isSplit(node, width)) {
        float condition = PackedNode.condition(node);
        values[at + PackedNode.column(node)] =
            switch (random.nextInt(8)) {
              case 0, 1 -> condition;
              case 2, 3 -> Math.nextDown(condition);
              case 4 -> Math.nextUp(condition);
              default -> any();
            };
      }
    }
  }

  private float any() {
    return switch (random.nextInt(8)) {
      case 0 -> Float.NEGATIVE_INFINITY;
      case 1 -> Float.POSITIVE_INFINITY;
      case 2 -> 0;
      case 3, 4 -> (float) (random.nextGaussian() * Math.pow(10, random.nextInt(8) - 2));
      default -> Float.NaN;
    };
  }
}
