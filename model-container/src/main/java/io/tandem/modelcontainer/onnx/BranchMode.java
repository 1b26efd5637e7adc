package io.tandem.modelcontainer.onnx;

import io.tandem.modelcontainer.trees.ForestBuilder;
import io.tandem.modelcontainer.trees.UnfitForestException;

/**
 * How a branch compares, in the order of the numbers that stand for it in {@code TreeEnsemble}. A
 * missing value is in no relation to any number, unless the branch says that it counts as true.
 */
enum BranchMode {
  LEQ(true),
  LT(true),
  GTE(false),
  GT(false),
  EQ(false),
  NEQ(true);

  private static final String PREFIX = "BRANCH_";
  private static final int MEMBER = 6;

  /** Whether the smallest of all numbers is on the side of what is true. */
  private final boolean trueBelow;

  BranchMode(boolean trueBelow) {
    this.trueBelow = trueBelow;
  }

  /** As {@code TreeEnsembleClassifier} and {@code TreeEnsembleRegressor} name it. */
  static BranchMode of(String text) throws UnfitForestException {
    for (BranchMode mode : values()) {
      if (text.equals(PREFIX + mode)) {
        return mode;
      }
    }
    throw new UnfitForestException("it branches in an unknown way");
  }

  /** As {@code TreeEnsemble} numbers it. Of sets ONNX Runtime has readings of its own. */
  static BranchMode of(int number) throws UnfitForestException {
    if (number == MEMBER) {
      throw new UnfitForestException("it splits by sets of categories");
    }
    if (number < 0 || number >= values().length) {
      throw new UnfitForestException("it branches in an unknown way");
    }
    return values()[number];
  }

  /**
   * Writes a split.
   *
   * @param value that a column is compared with
   * @param missingTrue whether a missing value counts as true
   */
  void split(ForestBuilder.Tree tree, int node, float value, boolean missingTrue, int yes, int no) {
    float above = Math.nextUp(value);
    tree.left()[node] = trueBelow ? yes : no;
    tree.right()[node] = trueBelow ? no : yes;
    // Nothing equals a missing value, so it is unequal to all.
    boolean missingGoesTrue = missingTrue || this == NEQ;
    tree.missingLeft()[node] = missingGoesTrue == trueBelow ? 1 : 0;
    switch (this) {
      case LEQ, GT -> tree.conditions()[node] = above;
      case LT, GTE -> tree.conditions()[node] = value;
      case EQ, NEQ -> tree.intervals().put(node, new float[] {value, above});
    }
  }
}
