package io.tandem.modelcontainer.trees;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.trees.TreeNode.Leaf;
import io.tandem.modelcontainer.trees.TreeNode.Split;
import io.tandem.modelcontainer.trees.TreeNode.Stripes;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ForestBuilderTest {
  @Test
  void refusesMoreColumnsThanANodeCanTellApart() throws Exception {
    int most = PackedNode.MAX_COLUMNS;
    assertEquals(most, new ForestBuilder(most, 1).build().width());

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
        assertThrows(UnfitForestException.class, () -> builder.add(tree, 0, leaf -> 0));

    assertEquals("a tree has more than 65535 nodes", unfit.getMessage());
  }

  /** A split by intervals is walked by more nodes than it is. */
  @Test
  void refusesATreeOfMoreIntervalsThanANodeCanPointAt() throws Exception {
    float[] conditions = new float[PackedNode.MAX_NODES / 2];
    for (int i = 0; i < conditions.length; i++) {
      conditions[i] = i;
    }
    ForestBuilder builder = new ForestBuilder(1, 1);
    ForestBuilder.Tree tree = new Stripes(0, conditions, true, new Leaf(1), new Leaf(2)).arrays();

    assertThrows(UnfitForestException.class, () -> builder.add(tree, 0, leaf -> 0));
  }

  static Stream<TreeNode> splitsAtNaN() {
    return Stream.of(
        new Split(0, Float.NaN, true, new Leaf(1), new Leaf(2)),
        new Stripes(0, new float[] {1, Float.NaN}, true, new Leaf(1), new Leaf(2)));
  }

  @ParameterizedTest
  @MethodSource("splitsAtNaN")
  void refusesToSplitAtNaN(TreeNode below) throws Exception {
    ForestBuilder builder = new ForestBuilder(1, 1);
    ForestBuilder.Tree tree = new Split(0, 0, true, below, new Leaf(3)).arrays();

    UnfitForestException unfit =
        assertThrows(UnfitForestException.class, () -> builder.add(tree, 0, leaf -> 0));

    assertEquals("it splits at NaN", unfit.getMessage());
  }

  @Test
  void wantsABaseForEachOutput() throws Exception {
    Forest forest = new ForestBuilder(1, 2).build();

    assertThrows(IllegalArgumentException.class, () -> new FloatForest(forest, new float[1]));
  }

  @Test
  void aForestKeepsItsBaseAndItsTreesWhenMoreAreAdded() throws Exception {
    ForestBuilder builder = new ForestBuilder(1, 1);
    ForestBuilder.Tree one = new Leaf(1).arrays();
    builder.add(one, 0, TreeNode.bits(one));
    float[] base = {10};
    FloatForest first = new FloatForest(builder.build(), base);
    base[0] = 99;
    ForestBuilder.Tree two = new Split(0, 0, true, new Leaf(1), new Leaf(2)).arrays();
    for (int tree = 0; tree < 3000; tree++) {
      builder.add(two, 0, TreeNode.bits(two));
    }
    FloatForest second = new FloatForest(builder.build(), new float[] {20});

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
