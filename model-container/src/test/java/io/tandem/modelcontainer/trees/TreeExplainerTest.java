package io.tandem.modelcontainer.trees;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.modelcontainer.engine.RowMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contributions of random trees, held against the definition of Shapley values. */
final class TreeExplainerTest {
  private static final double ROUNDING = 1e-11;

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 3", "3, 12", "4, 4", "6, 6", "6, 12", "8, 8", "12, 9", "14, 5"})
  void areTheShapleyValuesOfTheGame(int depth, int width) throws Exception {
    Random random = new Random(depth);
    for (int tree = 0; tree < 20; tree++) {
      Model model = new Model(TreeNode.random(random, width, depth), random);
      float[] row = row(random, width);

      double[] contributions = model.explain(row);

      double scale = 1 + Arrays.stream(contributions).map(Math::abs).max().orElse(0);
      assertArrayEquals(shapley(model, row), contributions, ROUNDING * scale);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 12, 40})
  void theSumIsTheLeaf(int width) throws Exception {
    Random random = new Random(width);
    for (int tree = 0; tree < 50; tree++) {
      Model model = new Model(TreeNode.random(random, width, 14), random);
      float[] row = row(random, width);

      double sum = Arrays.stream(model.explain(row)).sum();

      assertEquals(model.root.leaf(row), sum, ROUNDING);
    }
  }

  @Test
  void aPathOfManyColumnsAddsUpToo() throws Exception {
    Random random = new Random(4);
    int width = 200;
    TreeNode root = new TreeNode.Leaf(1);
    for (int column = 0; column < width; column++) {
      TreeNode leaf = new TreeNode.Leaf((float) random.nextGaussian());
      root = new TreeNode.Split(column, 0, random.nextBoolean(), leaf, root);
    }
    Model model = new Model(root, random);
    float[] row = row(random, width);

    double sum = Arrays.stream(model.explain(row)).sum();

    assertEquals(model.root.leaf(row), sum, 1e-9);
  }

  @Test
  void aColumnWithoutASplitContributesNothing() throws Exception {
    Random random = new Random(8);
    Model model = new Model(TreeNode.random(random, 5, 8), random);

    double[] contributions = model.explain(row(random, 5), 9);

    assertArrayEquals(new double[4], Arrays.copyOfRange(contributions, 5, 9));
  }

  @Test
  void columnsThatDoTheSameContributeTheSame() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      Model model = new Model(TreeNode.random(new Random(seed), 3, 7), new Random(seed));
      // Its double splits on column 3 where it splits on column 0.
      Model twin = new Model(TreeNode.random(new Random(seed), 3, 7), new Random(seed));
      for (int node = 0; node < twin.tree.left().length; node++) {
        twin.tree.columns()[node] = twin.tree.columns()[node] == 0 ? 3 : twin.tree.columns()[node];
      }
      float[] row = row(new Random(seed), 4);
      row[3] = row[0];
      ExplainerBuilder builder = new ExplainerBuilder(4, new double[1]);
      builder.add(model.tree, 0, model.leaves, model.covers);
      builder.add(twin.tree, 0, twin.leaves, twin.covers);

      double[] contributions = builder.build().contributions(new RowMatrix(row, 1, 4));

      assertEquals(contributions[0], contributions[3], ROUNDING);
    }
  }

  /** Trees of one leaf, of few and of many splits, and of more and fewer columns on their paths. */
  @Test
  void treesOfAnOutputAddUpBesideThoseOfOthers() throws Exception {
    Random random = new Random(2);
    int width = 11;
    List<Model> models = new ArrayList<>();
    ExplainerBuilder builder = new ExplainerBuilder(width, new double[] {0.5, -2, 3});
    for (int i = 0; i < 150; i++) {
      int depth = i % 11;
      Model model = new Model(TreeNode.random(random, depth < 6 ? 4 : width, depth), random);
      models.add(model);
      builder.add(model.tree, i % 3, model.leaves, model.covers);
    }
    int count = 50;
    float[] rows = row(random, count * width);

    double[] all = builder.build().contributions(new RowMatrix(rows, count, width));

    for (int row = 0; row < count; row++) {
      double[] expected = new double[3 * (width + 1)];
      expected[width] = 0.5;
      expected[2 * width + 1] = -2;
      expected[3 * width + 2] = 3;
      float[] one = Arrays.copyOfRange(rows, row * width, (row + 1) * width);
      for (int i = 0; i < models.size(); i++) {
        double[] contributions = models.get(i).explain(one);
        for (int column = 0; column <= width; column++) {
          expected[i % 3 * (width + 1) + column] += contributions[column];
        }
      }
      assertArrayEquals(
          expected,
          Arrays.copyOfRange(all, row * expected.length, (row + 1) * expected.length),
          50 * ROUNDING);
    }
  }

  @Test
  void manyThreadsGetTheNumbersOfOne() throws Exception {
    Random random = new Random(6);
    ExplainerBuilder builder = new ExplainerBuilder(9, new double[1]);
    for (int i = 0; i < 60; i++) {
      Model model = new Model(TreeNode.random(random, 9, 7), random);
      builder.add(model.tree, 0, model.leaves, model.covers);
    }
    TreeExplainer explainer = builder.build();
    List<RowMatrix> rows = new ArrayList<>();
    List<double[]> alone = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      rows.add(new RowMatrix(row(random, 9), 1, 9));
      alone.add(explainer.contributions(rows.get(i)));
    }

    IntStream.range(0, 20_000)
        .parallel()
        .forEach(
            i ->
                assertArrayEquals(
                    alone.get(i % 200), explainer.contributions(rows.get(i % 200)), 0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, Double.NaN, -1, Double.POSITIVE_INFINITY})
  void coversThatAreNoneAreRefused(double cover) {
    Random random = new Random(3);
    TreeNode root = new TreeNode.Split(0, 1, true, new TreeNode.Leaf(1), new TreeNode.Leaf(2));
    Model model = new Model(root, random);
    model.covers[0] = cover;

    UnfitForestException unfit =
        assertThrows(UnfitForestException.class, () -> model.explain(new float[1]));

    assertTrue(unfit.getMessage().startsWith("it does not state for each node"));
  }

  @Test
  void pathsOfTooManyColumnsAreRefused() {
    TreeNode root = new TreeNode.Leaf(1);
    for (int column = 0; column < 257; column++) {
      root = new TreeNode.Split(column, 0, true, new TreeNode.Leaf(0), root);
    }
    Model model = new Model(root, new Random(3));

    UnfitForestException unfit =
        assertThrows(UnfitForestException.class, () -> model.explain(new float[257]));

    assertEquals("a path of its trees has more than 256 different columns", unfit.getMessage());
  }

  @Test
  void memoryIsThatOfTheArrays() throws Exception {
    Random random = new Random(3);
    ExplainerBuilder builder = new ExplainerBuilder(9, new double[1]);
    int nodes = 0;
    for (int i = 0; i < 100; i++) {
      Model model = new Model(TreeNode.random(random, 9, 9), random);
      builder.add(model.tree, 0, model.leaves, model.covers);
      nodes += model.tree.left().length;
    }

    long bytes = builder.build().memory().heapBytes();

    assertTrue(bytes > 10L * nodes && bytes < 100L * nodes, () -> bytes + " bytes");
  }

  /** A tree with covers that fall to random shares. */
  private static final class Model {
    private final TreeNode root;
    private final ForestBuilder.Tree tree;
    private final double[] leaves;
    private final double[] covers;

    Model(TreeNode root, Random random) {
      this.root = root;
      this.tree = root.arrays();
      this.leaves = new double[tree.left().length];
      this.covers = new double[leaves.length];
      for (int node = 0; node < leaves.length; node++) {
        leaves[node] = tree.conditions()[node];
      }
      cover(0, 1000, random);
    }

    private void cover(int node, double cover, Random random) {
      covers[node] = cover;
      if (tree.left()[node] != -1) {
        double left = cover * (0.01 + 0.98 * random.nextDouble());
        cover(tree.left()[node], left, random);
        cover(tree.right()[node], cover - left, random);
      }
    }

    double[] explain(float[] row) throws UnfitForestException {
      return explain(row, row.length);
    }

    double[] explain(float[] row, int width) throws UnfitForestException {
      ExplainerBuilder builder = new ExplainerBuilder(width, new double[1]);
      builder.add(tree, 0, leaves, covers);
      return builder.build().contributions(new RowMatrix(Arrays.copyOf(row, width), 1, width));
    }

    /** What the tree gives when only some columns take part, a bit for each. */
    double value(TreeNode node, int index, float[] row, int present) {
      return switch (node) {
        case TreeNode.Leaf(float value) -> value;
        case TreeNode.Split split -> {
          float value = row[split.column()];
          boolean below = Float.isNaN(value) ? split.missingBelow() : value < split.condition();
          yield mix(split.column(), below, split.below(), split.other(), index, row, present);
        }
        case TreeNode.Stripes stripes -> {
          float value = row[stripes.column()];
          int reached = 0;
          for (float condition : stripes.conditions()) {
            reached += value >= condition ? 1 : 0;
          }
          boolean below = Float.isNaN(value) ? stripes.missingBelow() : reached % 2 == 0;
          yield mix(stripes.column(), below, stripes.below(), stripes.other(), index, row, present);
        }
      };
    }

    private double mix(
        int column,
        boolean goesBelow,
        TreeNode below,
        TreeNode other,
        int index,
        float[] row,
        int present) {
      int left = tree.left()[index];
      int right = tree.right()[index];
      if ((present >> column & 1) != 0) {
        return goesBelow ? value(below, left, row, present) : value(other, right, row, present);
      }
      return (covers[left] * value(below, left, row, present)
              + covers[right] * value(other, right, row, present))
          / covers[index];
    }
  }

  /** By their definition, over all sets of columns. */
  private static double[] shapley(Model model, float[] row) {
    int width = row.length;
    double[] values = new double[1 << width];
    for (int set = 0; set < values.length; set++) {
      values[set] = model.value(model.root, 0, row, set);
    }
    double[] shapley = new double[width + 1];
    for (int column = 0; column < width; column++) {
      for (int set = 0; set < values.length; set++) {
        if ((set >> column & 1) == 0) {
          double weight = 1.0 / width;
          // 1 / (width * binomial(width - 1, size))
          for (int i = 0; i < Integer.bitCount(set); i++) {
            weight *= (i + 1.0) / (width - 1 - i);
          }
          shapley[column] += weight * (values[set | 1 << column] - values[set]);
        }
      }
    }
    shapley[width] = values[0];
    return shapley;
  }

  private static float[] row(Random random, int width) {
    float[] row = new float[width];
    for (int i = 0; i < width; i++) {
      row[i] = random.nextInt(5) == 0 ? Float.NaN : (random.nextInt(13) - 6) / 4f;
    }
    return row;
  }
}
