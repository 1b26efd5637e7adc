package io.tandem.modelcontainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.http.InferenceServer;
import io.tandem.inferenceserver.http.ServerSettings;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.Connection;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.artifact.ModelArtifact;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.reasons.Reasons;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contributions in answers, over real sockets. */
final class ContributionAnswersTest {
  private static final ServingResources RESOURCES = ServingResources.ofProcess();
  private static final String CSV = "1,2.5,,-4e-3,0,6\n,,,,,\n";
  private static final float[] ROWS = {
    1, 2.5f, Float.NaN, -4e-3f, 0, 6, Float.NaN, Float.NaN, Float.NaN, Float.NaN, Float.NaN,
    Float.NaN
  };

  @TempDir Path folder;

  @AfterAll
  static void close() {
    RESOURCES.close();
  }

  @Test
  void columnsOfAFeatureAreSummedUnderItsName() throws IOException {
    bare("binary-logistic");
    manifest(List.of("a \"1\"", "b", "a \"1\"", "c", "b", "b"));

    float[] numbers = numbers(new int[] {0, 1, 0, 2, 1, 1}, 3);

    String first = object(numbers, 0, "\"a \\\"1\\\"\":", "\"b\":", "\"c\":");
    String second = object(numbers, 4, "\"a \\\"1\\\"\":", "\"b\":", "\"c\":");
    assertEquals(
        "{\"contributions\":%s}\n{\"contributions\":%s}\n".formatted(first, second),
        answer("contributions", "application/jsonlines"));
    assertEquals(
        "{\"predictions\":[{\"contributions\":%s},{\"contributions\":%s}]}"
            .formatted(first, second),
        answer("contributions", "application/json"));
    assertEquals(
        list(numbers, 0, 4) + "\n" + list(numbers, 4, 8) + "\n",
        answer("contributions", "text/csv"));
  }

  @Test
  void theyAddUpToTheMargin() throws IOException {
    bare("binary-logistic");

    float[] numbers = numbers(new int[] {0, 1, 2, 3, 4, 5}, 6);

    try (Model model = ModelArtifact.find(folder, Artifacts.ENGINES).load()) {
      for (int row = 0; row < 2; row++) {
        double sum = 0;
        for (int i = 0; i < 7; i++) {
          sum += numbers[7 * row + i];
        }
        double margin = model.margins(new RowMatrix(ROWS, 2, 6)).value(row, 0);
        assertEquals(margin, sum, 1e-6);
      }
    }
  }

  @Test
  void aManifestWithoutFeaturesNamesColumns() throws IOException {
    bare("binary-logistic");
    manifest(List.of());

    float[] numbers = numbers(new int[] {0, 1, 2, 3, 4, 5}, 6);

    assertEquals(
        "{\"contributions\":%s}"
            .formatted(
                object(numbers, 0, "\"a\":", "\"b\":", "\"c\":", "\"d\":", "\"e\":", "\"f\":")),
        answer("contributions", "application/jsonlines").lines().findFirst().orElse(""));
  }

  @Test
  void aBareModelAnswersByColumnBesideOtherKeys() throws IOException {
    bare("reg-gamma");

    float[] numbers = numbers(new int[] {0, 1, 2, 3, 4, 5}, 6);

    String plain = answer("predicted_score", "text/csv");
    List<String> scores = plain.lines().toList();
    assertEquals(
        scores.get(0)
            + ","
            + list(numbers, 0, 7)
            + "\n"
            + scores.get(1)
            + ","
            + list(numbers, 7, 14)
            + "\n",
        answer("predicted_score,contributions", "text/csv"));
    assertTrue(
        answer("predicted_score,contributions", "application/jsonlines")
            .startsWith(
                "{\"predicted_score\":%s,\"contributions\":{\"bias\":%s,\"features\":[%s,"
                    .formatted(scores.get(0), numbers[6], numbers[0])));
  }

  @Test
  void aModelOfSeveralMarginsHasAListOfThem() throws IOException {
    bare("multi-softprob");
    ModelArtifact artifact = ModelArtifact.find(folder, Artifacts.ENGINES);
    int outputs = artifact.explainer().outputs();

    String csv = answer("contributions", "text/csv");
    String json = answer("contributions", "application/jsonlines");

    assertTrue(outputs > 2);
    assertEquals(outputs, csv.lines().findFirst().orElse("").split("\\], \\[", -1).length);
    assertTrue(csv.startsWith("\"[[") && csv.endsWith("]]\"\n"), csv);
    assertEquals(outputs, json.lines().findFirst().orElse("").split("\"bias\"", -1).length - 1);
    assertTrue(json.startsWith("{\"contributions\":[{\"bias\":") && json.endsWith("]}]}\n"), json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "onnx/binary-tensor.onnx | m.onnx | a model of onnx cannot answer contributions: none are"
            + " computed of networks, and of trees ONNX does not state",
        "catboost/logloss.cbm | model | a model of catboost cannot answer contributions: CatBoost",
      })
  void aModelWithoutThemStopsTheStart(String golden, String name, String fault) {
    Artifacts.copy(Path.of("src/test/resources/golden").resolve(golden), folder, name);

    LoadResult result = loader("contributions").load(folder, RESOURCES);

    LoadResult.Refused refused = assertInstanceOf(LoadResult.Refused.class, result);
    assertTrue(refused.detail().contains(fault), refused.detail());
    assertEquals(1, refused.detail().lines().count());
  }

  @Test
  void theEstimateAndTheUseOfMemoryCountThem() {
    bare("binary-logistic");

    long plain = loader("probability").estimate(folder).heapBytes();
    long explained = loader("contributions").estimate(folder).heapBytes();

    assertTrue(explained > plain);
    assertTrue(used("contributions") > used("probability"));
  }

  private long used(String keys) {
    LoadResult.Loaded loaded =
        assertInstanceOf(LoadResult.Loaded.class, loader(keys).load(folder, RESOURCES));
    loaded.inference().close();
    return loaded.memory().heapBytes();
  }

  private void bare(String golden) {
    Artifacts.copy(
        Artifacts.XGBOOST.resolve(golden).resolve("xgboost-model"), folder, "xgboost-model");
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

  /** Of both rows, the features in their order and then the bias. */
  private float[] numbers(int[] featureOf, int features) {
    double[] byColumn =
        ModelArtifact.find(folder, Artifacts.ENGINES)
            .explainer()
            .contributions(new RowMatrix(ROWS, 2, 6));
    float[] numbers = new float[2 * (features + 1)];
    for (int row = 0; row < 2; row++) {
      double[] sums = new double[features + 1];
      for (int column = 0; column < 6; column++) {
        sums[featureOf[column]] += byColumn[7 * row + column];
      }
      sums[features] = byColumn[7 * row + 6];
      for (int i = 0; i <= features; i++) {
        numbers[row * (features + 1) + i] = (float) sums[i];
      }
    }
    return numbers;
  }

  private static String object(float[] numbers, int at, String... keys) {
    StringJoiner features = new StringJoiner(",", "{", "}");
    for (int i = 0; i < keys.length; i++) {
      features.add(keys[i] + numbers[at + i]);
    }
    return "{\"bias\":%s,\"features\":%s}".formatted(numbers[at + keys.length], features);
  }

  private static String list(float[] numbers, int begin, int end) {
    return IntStream.range(begin, end)
        .mapToObj(i -> Float.toString(numbers[i]))
        .collect(Collectors.joining(", ", "\"[", "]\""));
  }

  private static ModelLoader loader(String keys) {
    return ModelLoader.of(
        Artifacts.ENGINES, Settings.of(Map.of("SAGEMAKER_INFERENCE_OUTPUT", keys)));
  }

  private String answer(String keys, String accept) throws IOException {
    LoadResult.Loaded loaded =
        assertInstanceOf(LoadResult.Loaded.class, loader(keys).load(folder, RESOURCES));
    try (InferenceServer server =
        InferenceServer.ofOneModel(ServerSettings.read(Settings.of(Map.of())).onAnyFreePort())) {
      server.serve(loaded.inference());
      Answer answer =
          Connection.exchange(
              server.port(),
              "POST",
              "/invocations",
              Arrays.asList("Content-Type: text/csv", "Accept: " + accept),
              CSV.getBytes(StandardCharsets.UTF_8));
      assertEquals(200, answer.status(), answer::text);
      return answer.text();
    }
  }
}
