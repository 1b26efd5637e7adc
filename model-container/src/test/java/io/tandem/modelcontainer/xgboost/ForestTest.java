package io.tandem.modelcontainer.xgboost;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.modelcontainer.engine.RowMatrix;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models trained here, predicted by the forest and by the native library: the same bits. */
final class ForestTest {
  private static final int WIDTH = 7;
  private static final int ROWS = 600;
  private static final List<String> SHAPES =
      List.of(
          "max_depth=1",
          "max_depth=3",
          "max_depth=6",
          "max_depth=12 min_child_weight=0",
          "max_depth=0 grow_policy=lossguide max_leaves=40 tree_method=hist",
          "max_depth=4 num_parallel_tree=3 subsample=0.6",
          "booster=dart rate_drop=0.4 max_depth=4",
          "booster=dart normalize_type=forest rate_drop=0.6 max_depth=3 base_score=0.3");
  private static final List<String> OBJECTIVES =
      List.of(
          "binary:logistic",
          "binary:logitraw",
          "binary:hinge",
          "reg:logistic",
          "reg:squarederror",
          "reg:squaredlogerror",
          "reg:absoluteerror",
          "reg:pseudohubererror",
          "reg:gamma",
          "reg:tweedie",
          "reg:quantileerror quantile_alpha=0.7",
          "count:poisson",
          "survival:cox",
          "rank:pairwise",
          "rank:ndcg",
          "rank:map",
          "multi:softprob num_class=4",
          "multi:softmax num_class=3");

  static Stream<String> models() {
    return OBJECTIVES.stream()
        .flatMap(objective -> SHAPES.stream().map(shape -> "objective=" + objective + " " + shape));
  }

  @ParameterizedTest
  @MethodSource("models")
  void givesTheNativeMarginsAndValues(String parameters) throws Exception {
    byte[] model = train(parameters, 13, "ubj");

    assertEqualToNative(model);
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "ubj"})
  void isBuiltFromEitherForm(String form) throws Exception {
    byte[] model = train("objective=multi:softprob num_class=3 base_score=0.2", 9, form);

    assertEqualToNative(model);
  }

  @ParameterizedTest
  @CsvSource({
    "objective=binary:logistic, 4",
    "objective=binary:logistic num_parallel_tree=3, 2",
    "objective=multi:softprob num_class=3 num_parallel_tree=2, 5",
    "objective=multi:softprob num_class=3 booster=dart rate_drop=0.3, 5"
  })
  void stopsAtTheBestRound(String parameters, int best) throws Exception {
    byte[] all = train(parameters, 9, "ubj");
    Booster booster = XGBoost.loadModel(all);
    booster.setAttr("best_iteration", Integer.toString(best));
    byte[] stopped = booster.toByteArray("ubj");
    booster.dispose();

    assertEqualToNative(stopped);
    RowMatrix rows = rows(50, new Random(3));
    assertFalse(
        Arrays.equals(forest(all).margins(rows), forest(stopped).margins(rows)),
        "the later rounds count");
  }

  @Test
  void aTreeOfOneLeafCounts() throws Exception {
    byte[] model =
        train("objective=reg:squarederror max_depth=2 min_child_weight=1000000", 7, "ubj");

    assertEqualToNative(model);
  }

  @Test
  void manyRowsAreThoseOneByOne() throws Exception {
    ForestMargins forest = forest(train("objective=multi:softprob num_class=3", 20, "ubj"));
    RowMatrix rows = rows(333, new Random(5));

    float[] all = forest.values(rows);

    for (int row = 0; row < rows.count(); row++) {
      float[] one = forest.values(rows.slice(row, row + 1));
      for (int i = 0; i < 3; i++) {
        assertEquals(one[i], all[row * 3 + i], 0);
      }
    }
  }

  static Stream<Arguments> misreadings() {
    return Stream.of(
        Arguments.of("at the condition goes left", edit(tree -> nudge(tree, Math::nextUp))),
        Arguments.of("below the condition goes right", edit(tree -> nudge(tree, Math::nextDown))),
        Arguments.of("missing goes the other way", edit(ForestTest::turnMissing)),
        Arguments.of("a leaf is a bit larger", edit(ForestTest::raiseFirstLeaf)));
  }

  @ParameterizedTest
  @MethodSource("misreadings")
  void theCheckAtLoadTells(String misreading, Consumer<ModelNode> edit) throws Exception {
    byte[] bytes = train("objective=binary:logistic max_depth=5", 30, "ubj");
    ModelDocument model = ModelDocument.read(bytes);
    ModelDescription description = ModelDescription.of(model.root());
    try (NativeBooster booster = NativeBooster.load(bytes, description)) {
      assertTrue(forest(model, description).probe().isGivenBy(booster));
      for (int tree = 0; tree < 30; tree++) {
        edit.accept(tree(model, tree));
      }

      assertFalse(forest(model, description).probe().isGivenBy(booster), misreading);
    }
  }

  private static void nudge(ModelNode tree, FloatUnaryOperator nudge) {
    int[] left = tree.wholes("left_children");
    float[] conditions = tree.floats("split_conditions");
    for (int node = 0; node < left.length; node++) {
      conditions[node] = left[node] == -1 ? conditions[node] : nudge.of(conditions[node]);
    }
  }

  @FunctionalInterface
  private interface FloatUnaryOperator {
    float of(float value);
  }

  private static void turnMissing(ModelNode tree) {
    int[] defaultLeft = tree.wholes("default_left");
    for (int node = 0; node < defaultLeft.length; node++) {
      defaultLeft[node] = 1 - defaultLeft[node];
    }
  }

  private static void raiseFirstLeaf(ModelNode tree) {
    int[] left = tree.wholes("left_children");
    int leaf = 0;
    while (left[leaf] != -1) {
      leaf++;
    }
    tree.floats("split_conditions")[leaf] += 0.01f;
  }

  @Test
  void leavesLinearModelsToTheLibrary() throws Exception {
    ModelDocument model =
        ModelDocument.read(train("objective=reg:squarederror booster=gblinear", 4, "ubj"));

    assertEquals("it has no trees", reason(model));
  }

  static Stream<Arguments> unfit() {
    return Stream.of(
        Arguments.of(
            "its leaves are vectors",
            edit(tree -> tree.object("tree_param").fields().put("size_leaf_vector", "2"))),
        Arguments.of(
            "it splits at NaN", edit(tree -> tree.floats("split_conditions")[0] = Float.NaN)),
        Arguments.of(
            "a tree has more than 65535 nodes",
            edit(tree -> tree.fields().put("left_children", new int[65536]))));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void leavesToTheLibraryWhatItCannot(String reason, Consumer<ModelNode> edit) throws Exception {
    ModelDocument model = ModelDocument.read(train("objective=binary:logistic", 4, "ubj"));
    ModelDescription description = ModelDescription.of(model.root());
    edit.accept(tree(model, 2));

    assertEquals(reason, ForestReader.read(model.root(), description).reason());
  }

  private static Consumer<ModelNode> edit(Consumer<ModelNode> edit) {
    return edit;
  }

  @Test
  void leavesTooManyColumnsToTheLibrary() throws Exception {
    ModelDocument model = ModelDocument.read(train("objective=binary:logistic", 2, "ubj"));
    model
        .root()
        .object("learner")
        .object("learner_model_param")
        .fields()
        .put("num_feature", "32768");

    assertEquals("it has more than 32767 columns", reason(model));
  }

  @Test
  void weightsThatAreNotOnePerTreeAreAFault() throws Exception {
    ModelDocument model =
        ModelDocument.read(train("objective=binary:logistic booster=dart", 4, "ubj"));
    model
        .root()
        .object("learner")
        .object("gradient_booster")
        .object("model")
        .fields()
        .put("weight_drop", new float[3]);

    assertThrows(ModelException.class, () -> ModelDescription.of(model.root()));
  }

  @Test
  void leavesUnknownObjectivesToTheLibrary() throws Exception {
    ModelDocument model = ModelDocument.read(train("objective=binary:logistic", 2, "ubj"));
    model.root().object("learner").object("objective").fields().put("name", "reg:expectileerror");

    assertEquals("its objective is not one of those known", reason(model));
  }

  private static String reason(ModelDocument model) {
    return ForestReader.read(model.root(), ModelDescription.of(model.root())).reason();
  }

  private static ModelNode tree(ModelDocument model, int tree) {
    return model
        .root()
        .object("learner")
        .object("gradient_booster")
        .object("model")
        .element("trees", tree);
  }

  private static void assertEqualToNative(byte[] model) throws Exception {
    ModelDocument document = ModelDocument.read(model);
    ModelDescription description = ModelDescription.of(document.root());
    ForestMargins forest = forest(document, description);
    RowMatrix rows = rows(2000, new Random(2));
    try (NativeBooster booster = NativeBooster.load(model, description)) {
      assertTrue(forest.probe().isGivenBy(booster), "on the rows that are checked at load");
      assertArrayEquals(booster.margins(rows), forest.margins(rows));
      assertArrayEquals(booster.values(rows), forest.values(rows));
    }
  }

  private static ForestMargins forest(byte[] model) {
    ModelDocument document = ModelDocument.read(model);
    return forest(document, ModelDescription.of(document.root()));
  }

  private static ForestMargins forest(ModelDocument document, ModelDescription description) {
    ForestReader.Outcome outcome = ForestReader.read(document.root(), description);
    assertEquals("", outcome.reason());
    return outcome.forest().orElseThrow();
  }

  static byte[] train(String parameters, int rounds, String form) throws XGBoostError {
    Map<String, Object> settings = new HashMap<>();
    settings.put("verbosity", 0);
    settings.put("nthread", 1);
    settings.put("seed", 11);
    for (String parameter : parameters.split(" ", -1)) {
      String[] pair = parameter.split("=", 2);
      settings.put(pair[0], pair[1]);
    }
    Random random = new Random(1);
    RowMatrix rows = rows(ROWS, random);
    String objective = String.valueOf(settings.get("objective"));
    DMatrix matrix = new DMatrix(rows.values(), ROWS, WIDTH, Float.NaN);
    try {
      matrix.setLabel(labels(rows, objective, random));
      if (objective.startsWith("rank:")) {
        matrix.setGroup(groups());
      }
      Booster booster = XGBoost.train(matrix, settings, rounds, new HashMap<>(), null, null);
      byte[] model = booster.toByteArray(form);
      booster.dispose();
      return model;
    } finally {
      matrix.dispose();
    }
  }

  private static int[] groups() {
    int[] groups = new int[ROWS / 20];
    Arrays.fill(groups, 20);
    return groups;
  }

  private static float[] labels(RowMatrix rows, String objective, Random random) {
    float[] labels = new float[rows.count()];
    for (int i = 0; i < labels.length; i++) {
      float value = rows.value(i, 0);
      double signal =
          (Float.isFinite(value) ? Math.tanh(value) : 0.3) + 0.5 * random.nextGaussian();
      boolean classes = objective.startsWith("multi:") || objective.startsWith("rank:");
      if (classes) {
        labels[i] = Math.floorMod((int) Math.floor(2 * signal), 3);
      } else if (objective.startsWith("binary:")) {
        labels[i] = signal > 0 ? 1 : 0;
      } else if (objective.equals("reg:logistic")) {
        labels[i] = (float) (1 / (1 + Math.exp(-signal)));
      } else {
        labels[i] = (float) Math.exp(signal);
      }
      if (objective.startsWith("rank:map")) {
        labels[i] = Math.min(labels[i], 1);
      }
      if (objective.startsWith("count:")) {
        labels[i] = Math.round(labels[i]);
      }
    }
    return labels;
  }

  /** Some columns of few different values, so that rows meet conditions exactly. */
  static RowMatrix rows(int count, Random random) {
    float[] values = new float[count * WIDTH];
    for (int i = 0; i < values.length; i++) {
      int column = i % WIDTH;
      double value = column < 3 ? random.nextGaussian() : Math.rint(3 * random.nextGaussian());
      values[i] = random.nextInt(6) == 0 ? Float.NaN : (float) value;
    }
    return new RowMatrix(values, count, WIDTH);
  }
}
