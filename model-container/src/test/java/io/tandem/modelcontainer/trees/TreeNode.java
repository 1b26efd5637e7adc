package io.tandem.modelcontainer.trees;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** A tree as it is drawn on paper, and the plain walk that the forest is held against. */
sealed interface TreeNode {
  /** What a row meets at the end. */
  float leaf(float[] row);

  record Leaf(float value) implements TreeNode {
    @Override
    public float leaf(float[] row) {
      return value;
    }
  }

  /**
   * @param below where values below the condition go
   * @param other where all others go
   */
  record Split(int column, float condition, boolean missingBelow, TreeNode below, TreeNode other)
      implements TreeNode {
    @Override
    public float leaf(float[] row) {
      float value = row[column];
      boolean goesBelow = Float.isNaN(value) ? missingBelow : value < condition;
      return (goesBelow ? below : other).leaf(row);
    }
  }

  /**
   * @param conditions ascending
   * @param below where a value goes that reaches an even number of them
   * @param other where all others go
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Stripes(
      int column, float[] conditions, boolean missingBelow, TreeNode below, TreeNode other)
      implements TreeNode {
    @Override
    public float leaf(float[] row) {
      float value = row[column];
      int reached = 0;
      for (float condition : conditions) {
        reached += value >= condition ? 1 : 0;
      }
      boolean goesBelow = Float.isNaN(value) ? missingBelow : reached % 2 == 0;
      return (goesBelow ? below : other).leaf(row);
    }
  }

  /** A tree of some depth, whose conditions are few, so that rows meet them exactly. */
  static TreeNode random(Random random, int width, int depth) {
    if (depth == 0 || random.nextInt(5) == 0) {
      return new Leaf((float) random.nextGaussian());
    }
    if (random.nextInt(4) == 0) {
      return new Stripes(
          random.nextInt(width),
          stripes(random),
          random.nextBoolean(),
          random(random, width, depth - 1),
          random(random, width, depth - 1));
    }
    return new Split(
        random.nextInt(width),
        (random.nextInt(7) - 3) / 2f,
        random.nextBoolean(),
        random(random, width, depth - 1),
        random(random, width, depth - 1));
  }

  private static float[] stripes(Random random) {
    float[] conditions = new float[1 + random.nextInt(9)];
    float next = (random.nextInt(9) - 7) / 2f;
    for (int i = 0; i < conditions.length; i++) {
      conditions[i] = next;
      next += random.nextInt(3) / 2f;
    }
    return conditions;
  }

  /** The tree as engines hand it over, its nodes in the order of a walk that goes right first. */
  default ForestBuilder.Tree arrays() {
    IdentityHashMap<TreeNode, Integer> nodes =
        new IdentityHashMap<>(); // as equal leaves may be in one tree
    number(nodes);
    int size = nodes.size();
    ForestBuilder.Tree tree =
        new ForestBuilder.Tree(
            new int[size],
            new int[size],
            new int[size],
            new float[size],
            new int[size],
            new HashMap<>());
    nodes.forEach(
        (node, i) -> {
          switch (node) {
            case Leaf(float value) -> {
              tree.left()[i] = -1;
              tree.right()[i] = -1;
              tree.conditions()[i] = value;
            }
            case Split split -> {
              tree.left()[i] = nodes.getOrDefault(split.below, -1);
              tree.right()[i] = nodes.getOrDefault(split.other, -1);
              tree.columns()[i] = split.column;
              tree.conditions()[i] = split.condition;
              tree.missingLeft()[i] = split.missingBelow ? 1 : 0;
            }
            case Stripes stripes -> {
              tree.left()[i] = nodes.getOrDefault(stripes.below, -1);
              tree.right()[i] = nodes.getOrDefault(stripes.other, -1);
              tree.columns()[i] = stripes.column;
              tree.missingLeft()[i] = stripes.missingBelow ? 1 : 0;
              tree.conditions()[i] = Float.NaN;
              tree.intervals().put(i, stripes.conditions);
            }
          }
        });
    return tree;
  }

  private void number(IdentityHashMap<TreeNode, Integer> nodes) {
    if (nodes.put(this, nodes.size()) != null) {
      throw new IllegalArgumentException("a node is in the tree twice");
    }
    switch (this) {
      case Leaf leaf -> {}
      case Split split -> {
        split.other.number(nodes);
        split.below.number(nodes);
      }
      case Stripes stripes -> {
        stripes.other.number(nodes);
        stripes.below.number(nodes);
      }
    }
  }

  /** What the builder is given for the leaves: the bits of their values. */
  static IntUnaryOperator bits(ForestBuilder.Tree tree) {
    return leaf -> Float.floatToRawIntBits(tree.conditions()[leaf]);
  }
}
