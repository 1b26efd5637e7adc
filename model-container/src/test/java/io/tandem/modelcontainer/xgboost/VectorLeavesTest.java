package io.tandem.modelcontainer.xgboost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Models whose leaves are vectors, of real versions; see MakeModels.java beside them. */
final class VectorLeavesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/vector-leaves");

  static Stream<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(GOLDEN)) {
      return all
          .map(file -> GOLDEN.relativize(file).toString())
          .filter(name -> name.matches(".*/.*\\.(json|ubj)"))
          .sorted()
          .toList()
          .stream();
    }
  }

  static Stream<String> filesOfTheLibrary() throws IOException {
    return files().filter(file -> file.startsWith("3.4"));
  }

  static Stream<String> olderFiles() throws IOException {
    return files().filter(file -> !file.startsWith("3.4"));
  }

  @ParameterizedTest
  @MethodSource("filesOfTheLibrary")
  void predictsWhatItsVersionPredicted(String file) throws IOException {
    List<String> expected =
        Files.readAllLines(GOLDEN.resolve(file.replaceFirst("\\.(json|ubj)$", ".txt")));
    try (XgboostModel model = XgboostModel.load(GOLDEN.resolve(file))) {
      assertEquals(XgboostModel.ENGINE, model.evaluator().name());
      RowMatrix rows = rows();
      Predictions values = model.predict(rows);
      Predictions margins = model.margins(rows);
      for (int row = 0; row < rows.count(); row++) {
        assertEquals(expected.get(row), bits(values, row) + "|" + bits(margins, row), "row " + row);
      }
    }
  }

  /** The library ends the process with a segmentation fault when it loads one of these. */
  @ParameterizedTest
  @MethodSource("olderFiles")
  void olderOnesAreRefusedWithWhatToDo(String file) {
    ContainerException fault =
        assertThrows(
            ContainerException.class, () -> XgboostModel.load(GOLDEN.resolve(file)).close());

    String message = String.valueOf(fault.getMessage());
    assertTrue(message.contains("the leaves of tree 0 are vectors"), message);
    assertTrue(message.contains("train the model again with XGBoost 3.4"), message);
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        damage(
            "node 1: the children form no tree",
            tree -> tree.wholes("right_children")[1] = tree.floats("leaf_weights").length / 3),
        damage("node 1: the children form no tree", tree -> tree.wholes("right_children")[1] = -1),
        damage(
            "leaf_weights has 13 values, not 3 per leaf",
            tree -> tree.fields().put("leaf_weights", new float[13])),
        damage(
            "base_weights has 5 values, not",
            tree -> tree.fields().put("base_weights", new float[5])),
        damage("the leaves of tree 0 are vectors", tree -> tree.fields().remove("sum_hessian")),
        damage(
            "tree 1 has 3 numbers in a leaf; the first has 1, and a row has 3 outputs",
            VectorLeavesTest::makeOneLeafOfOneNumber),
        damage(
            "tree 0 has 4 numbers in a leaf; the first has 4, and a row has 3 outputs",
            tree -> tree.object("tree_param").fields().put("size_leaf_vector", "4")),
        damage(
            "tree 0 has -1 numbers in a leaf",
            tree -> tree.object("tree_param").fields().put("size_leaf_vector", "-1")),
        damage(
            "not each split by category has its categories",
            tree -> tree.wholes("split_type")[0] = 1),
        damage(
            "not each split by category has its categories",
            tree -> tree.fields().put("categories_nodes", new int[] {0})));
  }

  private static Arguments damage(String fault, Consumer<ModelNode> damage) {
    return Arguments.of(fault, damage);
  }

  private static void makeOneLeafOfOneNumber(ModelNode tree) {
    tree.object("tree_param").fields().put("size_leaf_vector", "1");
    int size = tree.wholes("left_children").length;
    tree.fields().put("base_weights", new float[size]);
    for (int node = 0; node < size; node++) {
      if (tree.wholes("left_children")[node] == -1) {
        tree.wholes("right_children")[node] = -1;
      }
    }
  }

  @ParameterizedTest
  @MethodSource("damages")
  void indicesBeyondTheVectorsNeverReachTheLibrary(String fault, Consumer<ModelNode> damage)
      throws IOException {
    ModelDocument model =
        ModelDocument.read(Files.readAllBytes(GOLDEN.resolve("3.4.0/softprob.json")));
    damage.accept(
        model
            .root()
            .object("learner")
            .object("gradient_booster")
            .object("model")
            .element("trees", 0));

    ModelException found =
        assertThrows(ModelException.class, () -> ModelDescription.of(model.root()));

    assertTrue(String.valueOf(found.getMessage()).contains(fault), found.getMessage());
  }

  @Test
  void everyModelIsThere() throws IOException {
    assertEquals(2 * 10, filesOfTheLibrary().count());
    assertEquals(2 * 3 * 3, olderFiles().count());
  }

  private static String bits(Predictions found, int row) {
    List<String> bits = new ArrayList<>();
    for (int i = 0; i < found.width(); i++) {
      bits.add(HexFormat.of().toHexDigits(Float.floatToRawIntBits((float) found.value(row, i))));
    }
    return String.join(",", bits);
  }

  private static RowMatrix rows() throws IOException {
    List<String> lines = Files.readAllLines(GOLDEN.resolve("rows.csv"));
    List<String> fields =
        lines.stream().flatMap(line -> Arrays.stream(line.split(",", -1))).toList();
    float[] values = new float[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = fields.get(i).isEmpty() ? Float.NaN : Float.parseFloat(fields.get(i));
    }
    return new RowMatrix(values, lines.size(), values.length / lines.size());
  }
}
