package io.tandem.modelcontainer.catboost;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.ModelOutput.Kind;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** CatBoost's library gives the same bits as a plain walk of the trees. */
final class GoldenModelsTest {
  /** Of predictions: {@code exp} here may differ from the C library's in the last place. */
  private static final double ROUNDING = 1e-15;

  /** Of the library's reader of JSON, which takes a decimal for a double that is near it. */
  private static final double DECIMAL = 1e-14;

  private static final int THREADS = 8;
  private static final int CALLS = 200;

  static List<GoldenModel> models() {
    return GoldenModel.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void rawValuesAreTheSame(GoldenModel golden) throws IOException {
    RowMatrix rows = GoldenModel.rows();
    try (Model model = golden.load()) {
      Predictions raw = model.margins(rows);

      assertEquals(rows.count(), raw.count());
      for (int row = 0; row < rows.count(); row++) {
        assertArrayEquals(golden.raw(row), values(raw, row), decimals(golden), "row " + row);
      }
    }
  }

  /** The binary form has the very bits. */
  private static double decimals(GoldenModel golden) {
    return golden.name().endsWith(".json") ? DECIMAL : 0;
  }

  @ParameterizedTest
  @MethodSource("models")
  void predictionsAreTheSame(GoldenModel golden) throws IOException {
    RowMatrix rows = GoldenModel.rows();
    try (Model model = golden.load()) {
      Predictions predictions = model.predict(rows);

      for (int row = 0; row < rows.count(); row++) {
        double[] expected = golden.predictions(row);
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertArrayEquals(
            expected,
            values(predictions, row),
            ROUNDING * largest + decimals(golden),
            "row " + row);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void aRowAloneGivesTheSameBitsAsAmongOthers(GoldenModel golden) throws IOException {
    RowMatrix rows = GoldenModel.rows();
    try (Model model = golden.load()) {
      Predictions among = model.margins(rows);
      for (int row = 0; row < rows.count(); row++) {
        Predictions alone = model.margins(rows.slice(row, row + 1));

        assertArrayEquals(values(among, row), values(alone, 0), "row " + row);
      }
    }
  }

  @Test
  void manyThreadsGetTheSameBits() throws Exception {
    RowMatrix rows = GoldenModel.rows();
    GoldenModel golden = new GoldenModel("hundred.cbm");
    try (Model model = golden.load();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      double[] expected = all(model.margins(rows));
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int first = thread;
        done.add(
            threads.submit(
                () -> {
                  for (int call = 0; call < CALLS; call++) {
                    int begin = (first + call) % rows.count();
                    int end = call % 2 == 0 ? begin + 1 : rows.count();
                    assertArrayEquals(
                        Arrays.copyOfRange(expected, begin, end),
                        all(model.margins(rows.slice(begin, end))));
                  }
                }));
      }
      for (Future<?> thread : done) {
        thread.get();
      }
    }
  }

  @Test
  void moreRowsThanOneCallTakesAreInTheirOrder() throws IOException {
    RowMatrix rows = GoldenModel.rows();
    int times = 9000 / rows.count();
    float[] many = new float[times * rows.count() * rows.width()];
    for (int i = 0; i < times; i++) {
      int length = rows.count() * rows.width();
      System.arraycopy(rows.values(), 0, many, i * length, length);
    }
    GoldenModel golden = new GoldenModel("multiclass.cbm");
    try (Model model = golden.load()) {
      Predictions raw = model.margins(new RowMatrix(many, times * rows.count(), rows.width()));

      for (int row = 0; row < raw.count(); row++) {
        assertArrayEquals(golden.raw(row % rows.count()), values(raw, row), "row " + row);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "logloss.cbm | Logloss | PROBABILITY | [0, 1] | 1",
        "logloss.json | Logloss | PROBABILITY | [0, 1] | 1",
        "logloss-names.cbm | Logloss | PROBABILITY | [\"early\", \"on time\"] | 1",
        "multiclass.json | MultiClass | PROBABILITIES | [0, 1, 2] | 3",
        "multiclass-names.cbm | MultiClass | PROBABILITIES"
            + " | [\"early\", \"late \\\"very\\\"\", \"on time\"] | 3",
        "multiclass-ova.cbm | MultiClassOneVsAll | PROBABILITIES | [0, 1, 2] | 3",
        "multilogloss.cbm | MultiLogloss | SCORE | [] | 2",
        "poisson.cbm | Poisson | SCORE | [] | 1",
        "multi-rmse.json | MultiRMSE | SCORE | [] | 2",
        "sum.cbm | raw | SCORE | [] | 1",
      })
  void saysWhatItsPredictionsMean(String name, String loss, Kind kind, String labels, int width) {
    try (Model model = new GoldenModel(name).load()) {
      assertEquals(loss, model.output().name());
      assertEquals(kind, model.output().kind());
      assertEquals(labels, model.output().labels().toString());
      assertEquals(width, model.output().width());
    }
  }

  @Test
  void columnsHaveTheNamesOfTheModelElseOfTheArtifact() {
    List<String> stated = List.of("u", "v", "w", "x", "y", "z");

    for (String form : List.of("cbm", "json")) {
      try (Model named = CatboostModel.load(new GoldenModel("named." + form).file(), stated);
          Model numbered = CatboostModel.load(new GoldenModel("rmse." + form).file(), stated)) {
        assertEquals(List.of("a", "b c", "c", "d", "e", "\u00fc"), named.columns());
        assertEquals(stated, numbered.columns());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "categorical.cbm, it has categorical columns",
    "text.cbm, it has columns of text",
    "embedding.cbm, it has columns of embeddings",
    "uncertainty.cbm, what predictions of its loss function mean is not known",
    "lossguide.json, save it as cbm",
  })
  void whatIsNotServedIsRefusedByName(String name, String reason) throws IOException {
    Path file = GoldenModel.FOLDER.resolve("refused").resolve(name);

    ContainerException fault =
        assertThrows(ContainerException.class, () -> CatboostModel.load(file, List.of()).close());

    assertTrue(fault.getMessage().contains(reason), fault::getMessage);
  }

  private static double[] values(Predictions predictions, int row) {
    return IntStream.range(0, predictions.width())
        .mapToDouble(column -> predictions.value(row, column))
        .toArray();
  }

  private static double[] all(Predictions predictions) {
    return IntStream.range(0, predictions.count())
        .mapToDouble(row -> predictions.value(row, 0))
        .toArray();
  }
}
