package io.tandem.modelcontainer.trees;

import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Explainer;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Path-dependent TreeSHAP: the Shapley values of a game in which a column that does not take part
 * lets a row go both ways of a split, weighted by the training rows that went there (Lundberg and
 * others, "From local explanations to global understanding with explainable AI for trees", Nature
 * Machine Intelligence 2 (2020), algorithm 2). XGBoost's {@code pred_contribs} and LightGBM's
 * {@code pred_contrib} give the same numbers.
 *
 * <p>They are computed as integrals: a Shapley value is that of the derivative of the game's
 * multilinear extension along its diagonal (Owen, "Multilinear extensions of games", Management
 * Science 18 (1972)). A column takes part with probability t; then a node gives
 *
 * <pre>
 * f(t) = m(t) + u (h(t) - m(t))      u = t / A,  A = z (1 - t) + t
 *
 * h   of the child that the row goes to
 * m   the mean of both children by their covers
 * z   the share of training rows that the splits on the same column before this one let pass; 1 at
 *     the first one. Where the row itself fails one of them, u is 0
 * </pre>
 *
 * and its column gains the integral of {@code w z / A² (h - m)}, where w is the product of the
 * factors on the way to the node. The integrand is a polynomial of a degree less than the number of
 * columns on a path, so a Gauss-Legendre quadrature gives the integral but for rounding: three
 * points do for six columns. A row takes time in the number of nodes, not of paths times their
 * length squared. The nearest published relative, by interpolation, is Yu and others, "Linear
 * TreeSHAP", NeurIPS 2022.
 *
 * <p>At the ends of trees, most of their splits, the integrand depends on a few comparisons only,
 * and is tabulated by them: {@link Twigs}.
 *
 * <p>All is computed in double precision. Thread-safe.
 */
public final class TreeExplainer implements Explainer {
  /** Rows that trees are passed for before the next ones, so that they are loaded once for them. */
  private static final int BLOCK_ROWS = 16;

  private final int width;
  private final double[] bias;
  private final List<ExplainedTrees> trees;
  private final int slots;

  /** For the next call: it is larger than all else that a row needs. */
  private final AtomicReference<ExplainedTrees.@Nullable Scratch> spare = new AtomicReference<>();

  private final int extraValues;

  /**
   * @param bias by output
   */
  TreeExplainer(int width, double[] bias, List<ExplainedTrees> trees) {
    this.width = width;
    this.bias = bias;
    this.trees = List.copyOf(trees);
    this.slots = trees.stream().mapToInt(ExplainedTrees::slots).max().orElse(0);
    this.extraValues = trees.stream().mapToInt(ExplainedTrees::extraValues).max().orElse(0);
  }

  @Override
  public int outputs() {
    return bias.length;
  }

  @Override
  public double[] contributions(RowMatrix rows) {
    int perOutput = width + 1;
    int perRow = bias.length * perOutput;
    double[] contributions = new double[Math.multiplyExact(rows.count(), perRow)];
    int extra = PackedNode.values(width);
    int perValues = extra + extraValues;
    int[] values = new int[Math.min(rows.count(), BLOCK_ROWS) * perValues];
    ExplainedTrees.@Nullable Scratch kept = spare.getAndSet(null);
    ExplainedTrees.Scratch scratch = kept == null ? new ExplainedTrees.Scratch(slots) : kept;
    for (int first = 0; first < rows.count(); first += BLOCK_ROWS) {
      int count = Math.min(BLOCK_ROWS, rows.count() - first);
      for (int row = 0; row < count; row++) {
        PackedNode.write(rows.values(), (first + row) * width, width, values, row * perValues);
      }
      for (ExplainedTrees some : trees) {
        for (int row = 0; row < count; row++) {
          int out = (first + row) * perRow;
          some.explain(values, row * perValues, extra, scratch, contributions, out);
        }
      }
    }
    spare.set(scratch);
    for (int i = 0; i < rows.count() * bias.length; i++) {
      contributions[i * perOutput + width] = bias[i % bias.length];
    }
    return contributions;
  }

  @Override
  public MemoryUse memory() {
    long bytes = trees.stream().mapToLong(ExplainedTrees::bytes).sum();
    return new MemoryUse(bytes + ExplainedTrees.Scratch.bytes(slots), 0);
  }
}
