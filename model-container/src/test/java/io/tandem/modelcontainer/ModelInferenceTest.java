package io.tandem.modelcontainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Counter;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.ModelOutput;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that are computed in parts, which nobody may notice. */
final class ModelInferenceTest {
  private static final int ROWS = 20_000;

  private final ServingResources resources = new ServingResources(1 << 20);

  @TempDir Path folder;
  private Inference inference;

  @BeforeEach
  void load() {
    Artifacts.withManifest("binary-logistic", "binary:logistic", folder);
    inference =
        new ModelLoader(Artifacts.ENGINES, AnswerSettings.of(List.of()), false)
            .open(folder, resources)
            .inference();
  }

  @AfterEach
  void close() {
    inference.close();
    resources.close();
  }

  @ParameterizedTest
  @CsvSource({
    "text/csv, text/csv",
    "text/csv, application/json",
    "text/csv, application/jsonlines",
    "application/jsonlines, text/csv",
  })
  void manyRowsAreAnsweredLikeTheSameOneByOne(String contentType, String accept) {
    List<String> rows = rows(contentType);
    List<String> single = new ArrayList<>();
    for (String row : rows) {
      single.add(text(invoke(contentType, "application/jsonlines", row)));
    }

    String all = text(invoke(contentType, accept, String.join("\n", rows)));

    String jsonLines = String.join("", single);
    String expected =
        switch (accept) {
          case MediaType.CSV -> jsonLines.replace("{\"score\":", "").replace("}", "");
          case MediaType.JSON -> "{\"predictions\":[" + jsonLines.strip().replace("\n", ",") + "]}";
          default -> jsonLines;
        };
    assertEquals(expected, all);
  }

  @Test
  void predictedRowsAreCountedByWhoPredictsThem() {
    long warmUp = inference.counters().getFirst().total();

    invoke(MediaType.CSV, MediaType.CSV, "1,2,3,4,5,6\n,,,,,\n");
    invoke(MediaType.CSV, MediaType.CSV, "1,2\n");

    assertEquals(
        List.of(new Counter("Rows", Map.of("Evaluator", "trees"), warmUp + 2)),
        inference.counters());
  }

  @ParameterizedTest
  @CsvSource({
    "xgboost-java/3.4.0/categorical.ubj, trees",
    "xgboost-java/3.4.0/gblinear.ubj, xgboost",
    "onnx/binary-tensor.onnx, onnx",
    "lightgbm/4.3.0/binary.txt, trees",
    "catboost/logloss.cbm, catboost",
  })
  void whoPredictsIsCounted(String model, String evaluator) {
    Path file = Artifacts.XGBOOST.resolveSibling(model);
    Path other = folder.resolve("other");
    Artifacts.copy(file, other, String.valueOf(file.getFileName()));
    try (Inference slower =
        new ModelLoader(Artifacts.ENGINES, AnswerSettings.of(List.of()), false)
            .open(other, resources)
            .inference()) {
      assertEquals(
          List.of(Map.of("Evaluator", evaluator)),
          slower.counters().stream().map(Counter::dimensions).toList());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "text/csv, 'row 19998, column 3: '",
    "application/jsonlines, 'line 19998, '",
  })
  void aFaultInALaterPartNamesItsRow(String contentType, String place) {
    List<String> rows = rows(contentType);
    rows.set(ROWS - 3, rows.getFirst().replace("2.5", "x"));
    rows.set(ROWS - 1, "");

    Rejected rejected =
        assertInstanceOf(
            Rejected.class, invoke(contentType, "text/csv", String.join("\n", rows) + "y"));

    assertEquals(place, rejected.detail().substring(0, place.length()), rejected.detail());
  }

  @Test
  void aFaultInTheFirstRowOfManyNamesIt() {
    List<String> rows = rows("text/csv");
    rows.set(0, "1,2");

    Rejected rejected =
        assertInstanceOf(Rejected.class, invoke("text/csv", "text/csv", String.join("\n", rows)));

    assertEquals("row 1: 2 columns, expected 6", rejected.detail());
  }

  /** JSON as a whole, lines in parts; the second column of the model takes whole numbers only. */
  @ParameterizedTest
  @CsvSource({"text/csv, 20000", "application/jsonlines, 20000", "application/json, 3"})
  void aNumberThatTheModelCannotTakeIsRefusedByItsPlace(String contentType, int count) {
    Path graph = Path.of("src/test/resources/golden/onnx-graphs/column-int64.onnx");
    Artifacts.copy(graph, folder.resolve("of-whole-numbers"), "model.onnx");
    List<String> rows = new ArrayList<>(Collections.nCopies(count, "0.7,3"));
    rows.set(count - 2, "0.7,2.5");
    boolean csv = contentType.equals("text/csv");
    rows.replaceAll(row -> csv ? row : "[" + row + "]");
    boolean json = contentType.equals("application/json");
    String body =
        json ? "{\"instances\":[" + String.join(",", rows) + "]}" : String.join("\n", rows);
    try (Inference strict =
        new ModelLoader(Artifacts.ENGINES, AnswerSettings.of(List.of()), false)
            .open(folder.resolve("of-whole-numbers"), resources)
            .inference()) {
      Rejected rejected =
          assertInstanceOf(
              Rejected.class,
              strict.invoke(
                  new Invocation(
                      MediaType.of(contentType),
                      MediaType.of(MediaType.CSV),
                      Body.of(body.getBytes(UTF_8)))));

      assertEquals(Reason.INVALID_INPUT, rejected.reason());
      assertEquals(
          "row %d, column 2 (age): expected a whole number from -16777215 to 16777215, since the model's input age is INT64"
              .formatted(count - 1),
          rejected.detail());
    }
  }

  /** Some bytes mean thousands of columns: the parts of a body have their bound together. */
  @Test
  void sparseRowsOfAWideModelAreBoundedOverAllParts() {
    String row = "{\"data\":{\"features\":{\"values\":[1],\"keys\":[0]}}}\n";
    try (Inference wide =
        new ModelInference(
            new RowPredictor(
                new Wide(),
                new FingerprintCheck(Fingerprints.UNKNOWN, false),
                AnswerSettings.of(List.of()),
                null),
            resources.lines(),
            List::of)) {
      assertInstanceOf(Answered.class, invoke(wide, row.repeat(Wide.BOUND)));

      Rejected rejected = assertInstanceOf(Rejected.class, invoke(wide, row.repeat(ROWS)));

      assertEquals(Reason.TOO_LARGE, rejected.reason());
    }
  }

  private static InvocationResult invoke(Inference inference, String jsonLines) {
    return inference.invoke(
        new Invocation(
            MediaType.of(MediaType.JSON_LINES),
            MediaType.of(MediaType.CSV),
            Body.of(jsonLines.getBytes(UTF_8))));
  }

  /** Of 32 Mi values, so many columns that the bound is met within some hundred KiB. */
  private static final class Wide implements Model {
    private static final int BOUND = 8192;

    @Override
    public String engine() {
      return "wide";
    }

    @Override
    public int width() {
      return 32 * 1024 * 1024 / BOUND;
    }

    @Override
    public List<String> columns() {
      return List.of();
    }

    @Override
    public ModelOutput output() {
      return new ModelOutput("wide", ModelOutput.Kind.SCORE, List.of(), 1);
    }

    @Override
    public Predictions predict(RowMatrix rows) {
      return new Predictions.OfDoubles(new double[rows.count()], 1);
    }

    @Override
    public Predictions margins(RowMatrix rows) {
      return predict(rows);
    }

    @Override
    public MemoryUse memory() {
      return MemoryUse.NONE;
    }

    @Override
    public void close() {}
  }

  private static List<String> rows(String contentType) {
    Random random = new Random(5);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      String missing = contentType.equals("text/csv") ? "" : "null";
      String values =
          "%s,%s,2.5,%s,%d,0"
              .formatted(missing, random.nextFloat(), random.nextGaussian(), random.nextInt(9));
      rows.add(contentType.equals("text/csv") ? values : "{\"features\":[" + values + "]}");
    }
    return rows;
  }

  private InvocationResult invoke(String contentType, String accept, String body) {
    return inference.invoke(
        new Invocation(
            MediaType.of(contentType), MediaType.of(accept), Body.of(body.getBytes(UTF_8))));
  }

  private static String text(InvocationResult result) {
    return new String(assertInstanceOf(Answered.class, result).toByteArray(), UTF_8);
  }
}
