package io.tandem.modelcontainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.ml.lightgbm.SWIGTYPE_p_double;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_p_void;
import com.microsoft.ml.lightgbm.lightgbmlib;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.artifact.ModelArtifact;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.TreeStatistics;
import io.tandem.modelcontainer.reasons.Reasons;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImportanceCommandTest {
  private static final String ROWS = "1,2.5,,-4e-3,0,6\n,,,,,\n";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  /** Those of {@code Booster.getScore}, which reads them from a dump of few digits. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "xgboost-1.7/binary-logistic.ubj",
        "xgboost-1.7/dart.ubj",
        "xgboost-1.7/multi-softprob.ubj",
      })
  void areThoseOfXgboost(String golden) throws Exception {
    Path file = Artifacts.XGBOOST.resolveSibling(golden);
    TreeStatistics trees = statistics(file);
    Booster booster = XGBoost.loadModel(file.toString());
    try {
      int width = trees.splits().length;
      String[] names = IntStream.range(0, width).mapToObj(i -> "c" + i).toArray(String[]::new);
      for (String kind : List.of("weight", "gain", "cover", "total_gain", "total_cover")) {
        Map<String, Double> expected = booster.getScore(names, kind);
        for (int i = 0; i < width; i++) {
          double found =
              switch (kind) {
                case "weight" -> trees.splits()[i];
                case "gain" -> trees.splits()[i] == 0 ? 0 : trees.gains()[i] / trees.splits()[i];
                case "cover" -> trees.splits()[i] == 0 ? 0 : trees.covers()[i] / trees.splits()[i];
                case "total_gain" -> trees.gains()[i];
                default -> trees.covers()[i];
              };
          double number = expected.getOrDefault("c" + i, 0.0);
          assertEquals(number, found, 1e-5 * Math.max(1e-3, number), kind + " of column " + i);
        }
      }
    } finally {
      booster.dispose();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary", "multiclass", "categorical", "dart", "rf", "l2"})
  void areThoseOfLightgbm(String name) throws IOException {
    LGBMBooster.loadNative();
    Path file = Artifacts.LIGHTGBM.resolve("4.3.0/" + name + ".txt");
    TreeStatistics trees = statistics(file);
    SWIGTYPE_p_p_void handle = lightgbmlib.voidpp_handle();
    lightgbmlib.LGBM_BoosterLoadModelFromString(
        Files.readString(file), lightgbmlib.new_intp(), handle);
    int width = trees.splits().length;
    SWIGTYPE_p_double numbers = lightgbmlib.new_doubleArray(width);
    for (int kind = 0; kind < 2; kind++) {
      assertEquals(
          0,
          lightgbmlib.LGBM_BoosterFeatureImportance(
              lightgbmlib.voidpp_value(handle), -1, kind, numbers));
      for (int i = 0; i < width; i++) {
        double expected = lightgbmlib.doubleArray_getitem(numbers, i);
        double found = kind == 0 ? trees.splits()[i] : trees.gains()[i];
        assertEquals(expected, found, 1e-6 * Math.max(1, expected), "kind " + kind);
      }
    }
    lightgbmlib.delete_doubleArray(numbers);
    lightgbmlib.LGBM_BoosterFree(lightgbmlib.voidpp_value(handle));
  }

  @Test
  void aFeatureHasTheNumbersOfAllItsColumns() throws IOException {
    bare();
    manifest(List.of("x", "y", "x", "z", "y", "y"));
    TreeStatistics trees = statistics(folder.resolve("xgboost-model"));
    long splits = 0L + trees.splits()[0] + trees.splits()[2];
    double gain = trees.gains()[0] + trees.gains()[2];

    assertEquals(0, importance("--format", "json"), err::toString);

    assertTrue(
        text()
            .contains(
                "{\"feature\":\"x\",\"weight\":%d,\"gain\":%s,\"total_gain\":%s,"
                    .formatted(splits, gain / splits, gain)),
        text());
  }

  @Test
  void contributionsToAFileAreAveraged() throws IOException {
    bare();
    double[] numbers =
        ModelArtifact.find(folder, Artifacts.ENGINES)
            .explainer()
            .contributions(
                new RowMatrix(
                    new float[] {
                      1, 2.5f, Float.NaN, -4e-3f, 0, 6, Float.NaN, Float.NaN, Float.NaN, Float.NaN,
                      Float.NaN, Float.NaN
                    },
                    2,
                    6));
    double first = Math.abs((float) numbers[0]);
    double mean = (first + Math.abs((float) numbers[7])) / 2;

    assertEquals(0, importance("-", "--format", "json"), err::toString);

    assertTrue(text().startsWith("{\"rows\":2,\"features\":[{"), text());
    assertTrue(text().contains("\"mean_abs_contribution\":" + mean), () -> mean + " in " + text());
  }

  @Test
  void textHasTheMostImportantFeatureFirst() throws IOException {
    bare();

    assertEquals(0, importance(), err::toString);

    List<String> lines = text().lines().toList();
    assertTrue(lines.getFirst().endsWith("total cover  feature"), text());
    double last = Double.MAX_VALUE;
    for (String line : lines.subList(1, 7)) {
      double gain = Double.parseDouble(line.strip().split(" +", -1)[2]);
      assertTrue(gain <= last, text());
      last = gain;
    }
  }

  @Test
  void thePlotIsAPictureOfItsOwn() throws Exception {
    bare();
    manifest(List.of("<a&b>", "<a&b>", "c", "d", "e", "a name of more characters than fit there"));
    Path plot = folder.resolve("importance.svg");

    assertEquals(0, importance("--plot", plot.toString()), err::toString);

    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(plot.toFile());
    assertTrue(Files.readString(plot).contains("&lt;a&amp;b&gt;"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "xgboost-1.7/gblinear.ubj | a model of xgboost that has no importance: it has no trees",
        "catboost/logloss.cbm | nothing is read of the trees of the engine catboost",
      })
  void aModelWithoutTreesIsRefused(String golden, String fault) {
    String[] arguments = {"importance", Artifacts.XGBOOST.resolveSibling(golden).toString()};

    assertEquals(1, run(InputStream.nullInputStream(), arguments));

    assertTrue(err.toString(StandardCharsets.UTF_8).contains(fault), err::toString);
    assertEquals(1, err.toString(StandardCharsets.UTF_8).lines().count());
  }

  @Test
  void aPlotThatCannotBeWrittenIsOneLine() {
    bare();

    assertEquals(1, importance("--plot", folder.resolve("none/plot.svg").toString()));

    assertTrue(err.toString(StandardCharsets.UTF_8).contains("cannot be written"), err::toString);
    assertEquals("", text());
  }

  private static TreeStatistics statistics(Path file) {
    return ModelArtifact.ofFile(file, Artifacts.ENGINES).engine().trees(file);
  }

  private void bare() {
    Artifacts.copy(
        Artifacts.XGBOOST.resolve("binary-logistic/xgboost-model"), folder, "xgboost-model");
  }

  private void manifest(List<String> features) throws IOException {
    new Manifest(
            "",
            "",
            6,
            Artifacts.COLUMNS,
            features,
            Reasons.NONE,
            Fingerprints.UNKNOWN,
            0,
            List.of())
        .write(folder);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private int importance(String... arguments) {
    List<String> all = new ArrayList<>(List.of("importance", folder.toString()));
    all.addAll(List.of(arguments));
    return run(
        new ByteArrayInputStream(ROWS.getBytes(StandardCharsets.UTF_8)),
        all.toArray(String[]::new));
  }

  private int run(InputStream in, String... arguments) {
    return Commands.run(
        Artifacts.ENGINES,
        in,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        arguments);
  }
}
