package io.tandem.modelcontainer.trees;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.trees.TreeNode.Leaf;
import io.tandem.modelcontainer.trees.TreeNode.Split;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ProbeRowsTest {
  private static final float CONDITION = -0.8125f;

  @Test
  void meetsAConditionFromAllSides() throws Exception {
    RowMatrix rows = ProbeRows.of(forest(new Split(1, CONDITION, true, leaf(), leaf())));

    Set<Float> values = column(rows, 1);
    assertTrue(values.contains(CONDITION));
    assertTrue(values.contains(Math.nextDown(CONDITION)));
    assertTrue(values.contains(Math.nextUp(CONDITION)));
  }

  @Test
  void hasMissingInfiniteAndCommonValuesInEveryColumn() throws Exception {
    RowMatrix rows = ProbeRows.of(forest(new Split(1, CONDITION, true, leaf(), leaf())));

    for (int column = 0; column < 3; column++) {
      Set<Float> values = column(rows, column);
      assertTrue(values.contains(Float.NaN));
      assertTrue(values.contains(Float.POSITIVE_INFINITY));
      assertTrue(values.contains(Float.NEGATIVE_INFINITY));
      assertTrue(values.contains(0f));
      assertTrue(values.stream().anyMatch(value -> value > 0 && value < 1e9f));
      assertTrue(values.stream().anyMatch(value -> value < 0 && value > -1e9f));
    }
  }

  @Test
  void takesNoLeafForACondition() throws Exception {
    float leaf = 123.456f;
    RowMatrix rows =
        ProbeRows.of(
            forest(new Leaf(leaf), new Split(1, CONDITION, true, new Leaf(leaf), new Leaf(leaf))));

    for (int column = 0; column < 3; column++) {
      assertTrue(column(rows, column).stream().noneMatch(value -> Math.abs(value - leaf) < 1e-4f));
      assertTrue(column == 1 || !column(rows, column).contains(CONDITION));
    }
  }

  @Test
  void areTheSameForTheSameForest() throws Exception {
    TreeNode tree = new Split(2, CONDITION, false, leaf(), leaf());

    RowMatrix rows = ProbeRows.of(forest(tree));

    assertEquals(64, rows.count());
    assertEquals(3, rows.width());
    assertArrayEquals(rows.values(), ProbeRows.of(forest(tree)).values());
  }

  @Test
  void thereAreSomeForAForestWithoutTrees() throws Exception {
    assertEquals(64, ProbeRows.of(forest()).count());
  }

  private static TreeNode leaf() {
    return new Leaf(1);
  }

  private static Forest forest(TreeNode... trees) throws UnfitForestException {
    ForestBuilder builder = new ForestBuilder(3, 1);
    for (TreeNode tree : trees) {
      ForestBuilder.Tree arrays = tree.arrays();
      builder.add(arrays, 0, TreeNode.bits(arrays));
    }
    return builder.build();
  }

  private static Set<Float> column(RowMatrix rows, int column) {
    Set<Float> values = new HashSet<>();
    for (int row = 0; row < rows.count(); row++) {
      values.add(rows.value(row, column));
    }
    return values;
  }
}
