package io.tandem.modelcontainer.xgboost;

import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Explainer;
import io.tandem.modelcontainer.engine.RowMatrix;

/**
 * A linear model: a column contributes its weight times its value, and nothing where that is
 * missing, as {@code pred_contribs} of {@code gblinear} says. XGBoost (3.4.0) begins each margin of
 * such a model with the first of its base scores, and so do they. Immutable.
 */
final class LinearExplainer implements Explainer {
  private final int width;
  private final int outputs;
  private final double base;
  private final float[] weights;

  /**
   * @param outputs margins of a row
   * @param base what each margin begins with
   * @param weights by column and then by output; behind them the biases by output; not copied
   */
  LinearExplainer(int width, int outputs, double base, float[] weights) {
    this.width = width;
    this.outputs = outputs;
    this.base = base;
    this.weights = weights;
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public double[] contributions(RowMatrix rows) {
    int perRow = Math.multiplyExact(outputs, width + 1);
    double[] contributions = new double[Math.multiplyExact(rows.count(), perRow)];
    int at = 0;
    for (int row = 0; row < rows.count(); row++) {
      for (int output = 0; output < outputs; output++) {
        for (int column = 0; column < width; column++) {
          float value = rows.value(row, column);
          double weight = weights[column * outputs + output];
          contributions[at++] = Float.isNaN(value) ? 0 : weight * value;
        }
        contributions[at++] = base + weights[width * outputs + output];
      }
    }
    return contributions;
  }

  @Override
  public MemoryUse memory() {
    return new MemoryUse((long) weights.length * Float.BYTES, 0);
  }
}
