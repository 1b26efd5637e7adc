package io.tandem.modelcontainer.trees;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.trees.TreeNode.Leaf;
import io.tandem.modelcontainer.trees.TreeNode.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ForestBuilderTest {
  @Test
  void refusesMoreColumnsThanANodeCanTellApart() throws Exception {
    int most = PackedNode.MAX_COLUMNS;
    assertEquals(0, new ForestBuilder(most, 1).build(new float[1]).sums(rows(0, most)).length);

    UnfitForestException unfit =
        assertThrows(UnfitForestException.class, () -> new ForestBuilder(most + 1, 1));

    assertEquals("it has more than " + most + " columns", unfit.getMessage());
  }

  @Test
  void refusesATreeOfMoreNodesThanANodeCanPointAt() throws Exception {
    int size = PackedNode.MAX_NODES + 1;
    ForestBuilder builder = new ForestBuilder(1, 1);
    ForestBuilder.Tree tree =
        new ForestBuilder.Tree(
            new int[size], new int[size], new int[size], new float[size], new int[size]);

    UnfitForestException unfit =
        assertThrows(UnfitForestException.class, () -> builder.add(tree, 0, 1));

    assertEquals("a tree has more than 65535 nodes", unfit.getMessage());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void refusesToSplitAtWhatIsNotFinite(float condition) throws Exception {
    ForestBuilder builder = new ForestBuilder(1, 1);
    TreeNode below = new Split(0, condition, true, new Leaf(1), new Leaf(2));
    ForestBuilder.Tree tree = new Split(0, 0, true, below, new Leaf(3)).arrays();

    UnfitForestException unfit =
        assertThrows(UnfitForestException.class, () -> builder.add(tree, 0, 1));

    assertEquals("it splits at a number that is not finite", unfit.getMessage());
  }

  @Test
  void wantsABaseForEachOutput() throws Exception {
    ForestBuilder builder = new ForestBuilder(1, 2);

    assertThrows(IllegalArgumentException.class, () -> builder.build(new float[1]));
  }

  @Test
  void aForestKeepsItsBaseAndItsTreesWhenMoreAreAdded() throws Exception {
    ForestBuilder builder = new ForestBuilder(1, 1);
    builder.add(new Leaf(1).arrays(), 0, 1);
    float[] base = {10};
    Forest first = builder.build(base);
    base[0] = 99;
    for (int tree = 0; tree < 3000; tree++) {
      builder.add(new Split(0, 0, true, new Leaf(1), new Leaf(2)).arrays(), 0, 1);
    }
    Forest second = builder.build(new float[] {20});

    assertArrayEquals(new float[] {11}, first.sums(rows(1, 1)));
    assertArrayEquals(new float[] {21 + 2 * 3000}, second.sums(rows(1, 1)));
  }

  @Test
  void aRefusalHasAlwaysAMessage() {
    assertEquals("too wide", new UnfitForestException("too wide").getMessage());
  }

  private static RowMatrix rows(int count, int width) {
    return new RowMatrix(new float[count * width], count, width);
  }
}
