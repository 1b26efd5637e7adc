package io.tandem.modelcontainer.trees;

import java.util.ArrayList;
import java.util.List;

/** Collects the trees of a {@link TreeExplainer}, one after the other. Not thread-safe. */
public final class ExplainerBuilder {
  private final int width;
  private final double[] bias;
  private final List<ExplainedTree> trees = new ArrayList<>();
  private final List<Integer> outputs = new ArrayList<>();

  /**
   * Begins without trees.
   *
   * @param width columns of a row
   * @param base by output: the sum before any tree; copied
   */
  public ExplainerBuilder(int width, double[] base) {
    this.width = width;
    this.bias = base.clone();
  }

  /**
   * Adds a tree. Its children were found to form a tree, and a {@link ForestBuilder} took it.
   *
   * @param output the sum that the tree adds to
   * @param leaves by node that is a leaf: what it adds
   * @param covers by node: what of the training rows passed it, as a count or a sum of weights
   * @throws UnfitForestException when no contributions can be computed
   */
  public void add(ForestBuilder.Tree tree, int output, double[] leaves, double[] covers)
      throws UnfitForestException {
    ExplainedTree explained =
        new ExplainedTreeBuilder(tree, leaves, covers, PackedNode.values(width)).build();
    trees.add(explained);
    outputs.add(output);
    bias[output] += explained.mean();
  }

  /** Of all trees so far. */
  public TreeExplainer build() {
    return new TreeExplainer(
        width,
        bias.clone(),
        List.copyOf(trees),
        outputs.stream().mapToInt(Integer::intValue).toArray());
  }
}
