package io.tandem.modelcontainer.xgboost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.MediaType;
import io.tandem.modelcontainer.engine.Explainer;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.UnfitModelException;
import io.tandem.modelcontainer.formats.RowsReader;
import io.tandem.modelcontainer.formats.RowsResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contributions as computed here, against those of XGBoost's library. */
final class ContributionsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  /** Of the largest of a row: the library adds up floats. */
  private static final double TOLERANCE = 1e-5;

  private static final int ROWS = 60;

  static Stream<String> trained() {
    return Stream.concat(
        ForestTest.models(),
        Stream.of(
            "objective=reg:squarederror booster=gblinear",
            "objective=binary:logistic booster=gblinear base_score=0.2",
            "objective=multi:softprob num_class=3 booster=gblinear"));
  }

  @ParameterizedTest
  @MethodSource("trained")
  void areThoseOfTheLibrary(String parameters) throws Exception {
    byte[] model = ForestTest.train(parameters, 13, "ubj");

    assertLikeLibrary(model, ForestTest.rows(ROWS, new Random(2)), 0);
  }

  @ParameterizedTest
  @CsvSource({
    "objective=binary:logistic, 4, 1",
    "objective=binary:logistic num_parallel_tree=3, 2, 3",
    "objective=multi:softprob num_class=3, 5, 1",
    "objective=multi:softprob num_class=3 booster=dart rate_drop=0.3, 5, 1"
  })
  void endAtTheBestRound(String parameters, int best, int parallel) throws Exception {
    byte[] all = ForestTest.train(parameters, 9, "ubj");
    Booster booster = XGBoost.loadModel(all);
    booster.setAttr("best_iteration", Integer.toString(best));
    byte[] stopped = booster.toByteArray("ubj");
    booster.dispose();

    assertLikeLibrary(stopped, ForestTest.rows(ROWS, new Random(2)), (best + 1) * parallel);
  }

  static Stream<String> golden() throws IOException {
    return GoldenModelsTest.files()
        .filter(file -> !file.contains("expectiles") && !file.contains("vector-leaves"));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void ofOlderVersionsAreThoseOfTheLibrary(String file) throws Exception {
    byte[] bytes = Files.readAllBytes(GOLDEN.resolve(file));
    ModelDocument document = ModelDocument.read(bytes);
    ModelDescription description = ModelDescription.of(document.root());
    RowMatrix rows = rows(description.width());

    assertLikeLibrary(
        document.bytes().array, rows, description.iterations() * parallel(document.root()));
  }

  private static int parallel(ModelNode root) {
    ModelNode booster = root.object("learner").object("gradient_booster");
    if (booster.text("name").equals("gblinear")) {
      return 1;
    }
    ModelNode trees = booster.has("gbtree") ? booster.object("gbtree") : booster;
    ModelNode parameters = trees.object("model").object("gbtree_model_param");
    return parameters.has("num_parallel_tree") ? parameters.integer("num_parallel_tree") : 1;
  }

  @Test
  void ofOneRowAreThoseOfMany() throws Exception {
    Explainer explainer =
        explainer(ForestTest.train("objective=multi:softprob num_class=3", 5, "ubj"));
    RowMatrix rows = ForestTest.rows(100, new Random(5));

    double[] all = explainer.contributions(rows);

    int perRow = all.length / rows.count();
    for (int row = 0; row < rows.count(); row++) {
      double[] one = explainer.contributions(rows.slice(row, row + 1));
      for (int i = 0; i < perRow; i++) {
        assertEquals(one[i], all[row * perRow + i], 0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"expectiles", "vector-leaves"})
  void areNotOfWhatOnlyTheLibraryKnows(String kind) throws IOException {
    List<String> files = GoldenModelsTest.files().filter(file -> file.contains(kind)).toList();

    assertTrue(!files.isEmpty());
    for (String file : files) {
      UnfitModelException unfit =
          assertThrows(
              UnfitModelException.class, () -> XgboostModel.explainer(GOLDEN.resolve(file)));
      String reason = String.valueOf(unfit.getMessage());
      assertTrue(
          reason.matches("its (objective is not one of those known|leaves are vectors)"), reason);
    }
  }

  private static Explainer explainer(byte[] model) throws Exception {
    ModelDocument document = ModelDocument.read(model);
    return ForestReader.explainer(document.root(), ModelDescription.of(document.root()));
  }

  /**
   * @param trees of an output, from the first; 0 for all
   */
  private static void assertLikeLibrary(byte[] model, RowMatrix rows, int trees) throws Exception {
    Explainer explainer = explainer(model);
    double[] found = explainer.contributions(rows);
    ModelDocument document = ModelDocument.read(model);
    ModelDescription description = ModelDescription.of(document.root());
    float[][] expected = library(model, rows, trees);
    float[] margins;
    try (NativeBooster booster = NativeBooster.load(model, description)) {
      margins = booster.margins(rows);
    }

    int perOutput = rows.width() + 1;
    int perRow = explainer.outputs() * perOutput;
    assertEquals(rows.count() * perRow, found.length);
    for (int row = 0; row < rows.count(); row++) {
      assertEquals(perRow, expected[row].length);
      for (int output = 0; output < explainer.outputs(); output++) {
        float margin = margins[row * explainer.outputs() + output];
        double scale = 1;
        double sum = 0;
        for (int i = 0; i < perOutput; i++) {
          scale = Math.max(scale, Math.abs(expected[row][output * perOutput + i]));
          sum += found[row * perRow + output * perOutput + i];
        }
        for (int i = 0; i < perOutput; i++) {
          int at = output * perOutput + i;
          assertEquals(
              expected[row][at],
              found[row * perRow + at],
              TOLERANCE * scale,
              "row " + row + ", output " + output + ", column " + i);
        }
        assertEquals(margin, sum, TOLERANCE * scale, "the margin of row " + row);
      }
    }
  }

  private static float[][] library(byte[] model, RowMatrix rows, int trees)
      throws XGBoostError, IOException {
    Booster booster = XGBoost.loadModel(model);
    DMatrix matrix = new DMatrix(rows.values(), rows.count(), rows.width(), Float.NaN);
    try {
      booster.setParam("nthread", 1);
      return booster.predictContrib(matrix, trees);
    } finally {
      matrix.dispose();
      booster.dispose();
    }
  }

  private static RowMatrix rows(int width) throws IOException {
    byte[] csv = Files.readAllBytes(GOLDEN.resolve("xgboost-1.7/rows.csv"));
    return switch (new RowsReader(width).read(MediaType.CSV, Body.of(csv).text())) {
      case RowsResult.Valid(RowMatrix rows) -> rows;
      case RowsResult invalid -> throw new AssertionError(invalid.toString());
    };
  }
}
