package io.tandem.modelcontainer.trees;

import io.tandem.modelcontainer.trees.ForestBuilder.Tree;
import java.util.ArrayList;
import java.util.List;

/** Writes what the splits of a tree compare, for an {@link ExplainedTrees}. Not thread-safe. */
final class SplitConditions {
  private final Tree tree;
  private final int firstExtra;
  private final List<int[]> intervals = new ArrayList<>();

  /**
   * @param firstExtra where in a row the extra values begin
   */
  SplitConditions(Tree tree, int firstExtra) {
    this.tree = tree;
    this.firstExtra = firstExtra;
  }

  /** Writes two numbers: which value of a row a split compares, and the condition. */
  void place(int node, int[] places, int at) {
    int column = tree.columns()[node];
    int missingLeft = tree.missingLeft()[node] != 0 ? 1 : 0;
    float[] several = tree.intervals().get(node);
    if (several == null) {
      places[at] = 2 * column + 1 - missingLeft;
      places[at + 1] = PackedNode.ordered(tree.conditions()[node]);
      return;
    }
    int[] conditions = new int[2 + several.length];
    conditions[0] = 2 * column;
    conditions[1] = missingLeft;
    for (int i = 0; i < several.length; i++) {
      conditions[2 + i] = PackedNode.ordered(several[i]);
    }
    places[at] = firstExtra + intervals.size();
    places[at + 1] = 0;
    intervals.add(conditions);
  }

  /** Of the splits of several conditions: what the extra values of a row are computed of. */
  int[][] intervals() {
    return intervals.toArray(int[][]::new);
  }
}
