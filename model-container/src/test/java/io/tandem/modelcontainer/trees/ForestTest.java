package io.tandem.modelcontainer.trees;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.trees.TreeNode.Leaf;
import io.tandem.modelcontainer.trees.TreeNode.Split;
import io.tandem.modelcontainer.trees.TreeNode.Stripes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ForestTest {
  private static final TreeNode BELOW = new Leaf(1);
  private static final TreeNode OTHER = new Leaf(2);

  @ParameterizedTest
  @CsvSource({
    "0.5, 0.49999997, 1",
    "0.5, 0.5, 2",
    "0.5, 0.50000006, 2",
    "0.5, -7, 1",
    "-2, -2.0000002, 1",
    "-2, -2, 2",
    "-2, -1.9999999, 2",
    "-2, 3, 2",
    "0, -1.4E-45, 1",
    "0, -0.0, 2",
    "0, 0, 2",
    "0, 1.4E-45, 2",
    "-0.0, -1.4E-45, 1",
    "-0.0, -0.0, 2",
    "-0.0, 0, 2",
    "1.4E-45, 0, 1",
    "1.4E-45, 1.4E-45, 2",
    "3.4028235E38, 3.4028233E38, 1",
    "3.4028235E38, 3.4028235E38, 2",
    "3.4028235E38, Infinity, 2",
    "-3.4028235E38, -Infinity, 1",
    "-3.4028235E38, -3.4028235E38, 2"
  })
  void onlyAValueBelowTheConditionGoesLeft(float condition, float value, float leaf)
      throws Exception {
    for (boolean missingBelow : new boolean[] {false, true}) {
      FloatForest forest = forest(1, new Split(0, condition, missingBelow, BELOW, OTHER));

      assertSums(new float[] {leaf}, forest, value);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -0.0f, 1, -1, 3.4028235E38f, -3.4028235E38f, 1.4E-45f})
  void aMissingValueGoesTheWayThatTheNodeSays(float condition) throws Exception {
    for (int bits : new int[] {0x7fc00000, 0xffc00000, 0x7f800001, 0xff800001, -1}) {
      float missing = Float.intBitsToFloat(bits);

      assertSums(new float[] {1}, forest(1, new Split(0, condition, true, BELOW, OTHER)), missing);
      assertSums(new float[] {2}, forest(1, new Split(0, condition, false, BELOW, OTHER)), missing);
    }
  }

  @Test
  void eachNodeHasItsOwnWayForTheSameMissingValue() throws Exception {
    TreeNode inner = new Split(0, 5, false, new Leaf(10), new Leaf(20));
    FloatForest forest = forest(1, new Split(0, 5, true, inner, new Leaf(30)));

    assertSums(new float[] {20}, forest, Float.NaN);
  }

  @Test
  void aSplitReadsItsOwnColumn() throws Exception {
    FloatForest forest = forest(3, new Split(1, 0, true, BELOW, OTHER));

    assertSums(new float[] {1}, forest, 1, -1, 1);
    assertSums(new float[] {2}, forest, -1, 1, -1);
    assertSums(new float[] {1}, forest, 1, Float.NaN, 1);
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -3, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aTreeOfOneLeafAddsItToEveryRow(float value) throws Exception {
    assertSums(new float[] {4.5f}, forest(2, new Leaf(4.5f)), value, value);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 0x80000000, 0x7f7fffff, 0xff7fffff, 0x7f800000, 0xff800000, -5})
  void aLeafIsAddedAsItIs(int bits) throws Exception {
    float leaf = Float.intBitsToFloat(bits);

    for (float value : new float[] {-1, 1, Float.NaN}) {
      assertSums(
          new float[] {-0.0f + leaf},
          forest(1, -0.0f, new Split(0, 0, true, new Leaf(leaf), new Leaf(leaf))),
          value);
    }
  }

  @Test
  void withoutTreesOnlyTheBaseIsLeft() throws Exception {
    FloatForest forest = new FloatForest(new ForestBuilder(2, 2).build(), new float[] {0.25f, -3});

    assertSums(new float[] {0.25f, -3}, forest, 1, 2);
    assertEquals(2, forest.outputs());
  }

  @Test
  void aTreeAddsToItsOutput() throws Exception {
    ForestBuilder builder = new ForestBuilder(1, 3);
    for (int tree = 0; tree < 9; tree++) {
      ForestBuilder.Tree arrays = new Leaf(1 << tree).arrays();
      builder.add(arrays, tree % 3, TreeNode.bits(arrays));
    }
    FloatForest forest = new FloatForest(builder.build(), new float[] {1000, 2000, 3000});

    assertSums(
        new float[] {1000 + 1 + 8 + 64, 2000 + 2 + 16 + 128, 3000 + 4 + 32 + 256}, forest, 0);
  }

  /** By an index, as their 64 bits have no place in a node. */
  @Test
  void leavesOfDoublePrecisionAreAddedUpInIt() throws Exception {
    ForestBuilder builder = new ForestBuilder(1, 2);
    double[] leaves = {0.1, 1e-17, -3, 7};
    for (int tree = 0; tree < leaves.length; tree++) {
      int leaf = tree;
      builder.add(new Leaf(0).arrays(), tree % 2, node -> leaf);
    }
    DoubleForest forest = new DoubleForest(builder.build(), leaves);

    double[] sums = forest.sums(new RowMatrix(new float[2], 2, 1));

    assertArrayEquals(new double[] {0.1 + -3, 1e-17 + 7, 0.1 + -3, 1e-17 + 7}, sums);
    assertEquals(2, forest.outputs());
  }

  /** A category is the numbers up to the next one. */
  @ParameterizedTest
  @CsvSource({
    "-1, 1",
    "-0.5, 1",
    "0, 2",
    "0.5, 2",
    "1, 1",
    "2.9999998, 1",
    "3, 2",
    "4.5, 2",
    "5, 1",
    "6, 2",
    "7, 1",
    "3.4028235E38, 1",
    "-3.4028235E38, 1",
    "NaN, 1"
  })
  void categoriesGoRight(float value, float leaf) throws Exception {
    BitSet right = new BitSet();
    IntStream.of(0, 3, 4, 6).forEach(right::set);
    float[] intervals = CategoryIntervals.of(right, 0);

    assertSums(new float[] {leaf}, forest(1, new Stripes(0, intervals, true, BELOW, OTHER)), value);
    assertSums(
        new float[] {Float.isNaN(value) ? 2 : leaf},
        forest(1, new Stripes(0, intervals, false, BELOW, OTHER)),
        value);
  }

  /** A category that begins lower, and the last one that there may be. */
  @Test
  void theOutermostCategoriesHaveTheirBounds() {
    BitSet right = new BitSet();
    right.set(0);
    right.set(CategoryIntervals.MAX_CATEGORIES - 1);

    assertArrayEquals(
        new float[] {Math.nextUp(-1f), 1, 16_777_215, 16_777_216},
        CategoryIntervals.of(right, Math.nextUp(-1f)));
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "0, 1", "5, 1", "NaN, 2"})
  void withoutCategoriesOnlyAMissingValueGoesRight(float value, float leaf) throws Exception {
    float[] none = CategoryIntervals.of(new BitSet(), 0);

    assertSums(new float[] {leaf}, forest(1, new Stripes(0, none, false, BELOW, OTHER)), value);
  }

  /** Six trees are walked at once; the float sum is another one in another order. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 6, 7, 11, 12, 13, 40})
  void treesAreAddedInTheirOrder(int count) throws Exception {
    Random random = new Random(count);
    List<TreeNode> trees = new ArrayList<>();
    for (int tree = 0; tree < count; tree++) {
      trees.add(new Leaf((float) (random.nextGaussian() * Math.pow(10, random.nextInt(16) - 8))));
    }
    TreeNode[] reversed = trees.reversed().toArray(new TreeNode[0]);

    assertAsPlain(1, trees.toArray(new TreeNode[0]), 1, random);
    assertAsPlain(1, reversed, 1, random);
  }

  @Test
  void aShallowTreeStaysAtItsLeafWhileADeepOneIsWalked() throws Exception {
    for (int deep = 0; deep < 7; deep++) {
      TreeNode[] trees = Collections.nCopies(7, OTHER).toArray(new TreeNode[0]);
      trees[deep] = chain(40, deep % 2 == 0);

      assertAsPlain(1, trees, 50, new Random(deep));
    }
  }

  /** Each value meets another depth of it. */
  private static TreeNode chain(int depth, boolean goesOnBelow) {
    TreeNode node = new Leaf(depth);
    for (int i = depth - 1; i >= 0; i--) {
      TreeNode leaf = new Leaf(i / 3f);
      float condition = (goesOnBelow ? depth - i : i - depth) / 10f;
      node =
          goesOnBelow
              ? new Split(0, condition, true, node, leaf)
              : new Split(0, condition, false, leaf, node);
    }
    return node;
  }

  /** Rows are taken in blocks of 32. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 64, 100})
  void everyRowGetsItsOwnSums(int rows) throws Exception {
    Random random = new Random(rows);
    TreeNode[] trees = new TreeNode[20];
    for (int tree = 0; tree < trees.length; tree++) {
      trees[tree] = TreeNode.random(random, 4, 5);
    }

    assertAsPlain(4, trees, rows, random);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void forestsGiveThePlainSums(int seed) throws Exception {
    Random random = new Random(seed);
    int width = 1 + random.nextInt(9);
    TreeNode[] trees = new TreeNode[random.nextInt(120)];
    for (int tree = 0; tree < trees.length; tree++) {
      trees[tree] = TreeNode.random(random, width, random.nextInt(9));
    }

    assertAsPlain(width, trees, 200, random);
  }

  @Test
  void theLastOfTheMostColumnsIsRead() throws Exception {
    int width = PackedNode.MAX_COLUMNS;
    for (boolean missingBelow : new boolean[] {false, true}) {
      FloatForest forest = forest(width, new Split(width - 1, 0.5f, missingBelow, BELOW, OTHER));
      float[] row = new float[width];

      for (float value : new float[] {0, 1, Float.NaN}) {
        row[width - 1] = value;
        boolean goesBelow = Float.isNaN(value) ? missingBelow : value < 0.5f;
        assertSums(new float[] {goesBelow ? 1 : 2}, forest, row);
      }
    }
  }

  /** As many nodes as there may be, in a tree as deep as it gets: its last leaf is far away. */
  @Test
  void theLastOfTheMostNodesIsReached() throws Exception {
    int size = PackedNode.MAX_NODES;
    ForestBuilder.Tree tree =
        new ForestBuilder.Tree(
            new int[size], new int[size], new int[size], new float[size], new int[size]);
    for (int node = 0; node < size; node++) {
      boolean isLeaf = node % 2 == 1 || node == size - 1;
      tree.left()[node] = isLeaf ? -1 : node + 1;
      tree.right()[node] = node + 2;
      tree.conditions()[node] = node;
    }
    ForestBuilder builder = new ForestBuilder(1, 1);
    builder.add(tree, 0, TreeNode.bits(tree));
    FloatForest forest = new FloatForest(builder.build(), new float[1]);

    assertSums(new float[] {size - 1}, forest, 1e9f);
    assertSums(new float[] {20_001}, forest, 19_999);
  }

  private static FloatForest forest(int width, TreeNode... trees) throws UnfitForestException {
    return forest(width, 0, trees);
  }

  private static FloatForest forest(int width, float base, TreeNode... trees)
      throws UnfitForestException {
    ForestBuilder builder = new ForestBuilder(width, 1);
    for (TreeNode tree : trees) {
      ForestBuilder.Tree arrays = tree.arrays();
      builder.add(arrays, 0, TreeNode.bits(arrays));
    }
    return new FloatForest(builder.build(), new float[] {base});
  }

  private static void assertSums(float[] expected, FloatForest forest, float... row) {
    assertArrayEquals(expected, forest.sums(new RowMatrix(row, 1, row.length)));
  }

  /** Bit for bit. Behind the rows the array goes on, as it may. */
  private static void assertAsPlain(int width, TreeNode[] trees, int count, Random random)
      throws UnfitForestException {
    FloatForest forest = forest(width, 0.5f, trees);
    float[] values = new float[(count + 3) * width];
    float[] expected = new float[count];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(6) == 0 ? Float.NaN : (random.nextInt(81) - 40) / 10f;
    }
    for (int i = 0; i < count; i++) {
      float[] row = new float[width];
      System.arraycopy(values, i * width, row, 0, width);
      expected[i] = 0.5f;
      for (TreeNode tree : trees) {
        expected[i] += tree.leaf(row);
      }
    }

    assertArrayEquals(expected, forest.sums(new RowMatrix(values, count, width)));
  }
}
