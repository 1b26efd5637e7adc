package io.tandem.modelcontainer.trees;

import io.tandem.modelcontainer.trees.ForestBuilder.Tree;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The ways from the roots of some trees to their leaves. Immutable. */
final class TreePaths {
  static final int NONE = -1;

  private final Tree trees;
  private final int[] order;
  private final int[] parents;
  private final int[] previous;
  private final int mostColumns;

  /**
   * @param trees of several roots, in one set of arrays
   */
  TreePaths(Tree trees, int... roots) {
    int size = trees.left().length;
    this.trees = trees;
    this.parents = new int[size];
    this.previous = new int[size];
    int[] columns = new int[size];
    int most = 1;
    IntStream.Builder all = IntStream.builder();
    Arrays.stream(roots).forEach(root -> parents[root] = NONE);
    int[] level = roots;
    while (level.length > 0) {
      for (int node : level) {
        previous[node] = isLeaf(node) ? NONE : findPrevious(node);
        int before = parents[node] == NONE ? 0 : columns[parents[node] >> 1];
        columns[node] = before + (isLeaf(node) || previous[node] != NONE ? 0 : 1);
        most = Math.max(most, columns[node]);
      }
      int[] nodes = level;
      int[] sorted =
          IntStream.concat(
                  Arrays.stream(nodes).filter(node -> previous[node] == NONE),
                  Arrays.stream(nodes).filter(node -> previous[node] != NONE))
              .toArray();
      Arrays.stream(sorted).forEach(all);
      level = Arrays.stream(sorted).filter(node -> !isLeaf(node)).flatMap(this::children).toArray();
    }
    this.order = all.build().toArray();
    this.mostColumns = most;
  }

  private boolean isLeaf(int node) {
    return trees.left()[node] == -1;
  }

  private IntStream children(int node) {
    parents[trees.left()[node]] = 2 * node + 1;
    parents[trees.right()[node]] = 2 * node;
    return IntStream.of(trees.left()[node], trees.right()[node]);
  }

  private int findPrevious(int node) {
    int way = parents[node];
    while (way != NONE && trees.columns()[way >> 1] != trees.columns()[node]) {
      way = parents[way >> 1];
    }
    return way;
  }

  /**
   * All nodes, those of all trees level by level, and of a level first those that no split on their
   * column precedes: a processor guesses well what the next one is. Not to be changed.
   */
  int[] order() {
    return order;
  }

  /** The way to a node: twice its parent, and 1 for the left child; of a root {@link #NONE}. */
  int parent(int node) {
    return parents[node];
  }

  /** The last way on the path to a split out of one on the same column, or {@link #NONE}. */
  int previous(int node) {
    return previous[node];
  }

  /** Of different columns that splits on a path compare: the most of all paths. */
  int mostColumns() {
    return mostColumns;
  }
}
