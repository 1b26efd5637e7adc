package io.tandem.modelcontainer.catboost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.ModelContainer;
import io.tandem.modelcontainer.artifact.ModelArtifact;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Stated;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are CatBoost's, and what is said of those that are damaged. */
final class CatboostEngineTest {
  private static final Path BINARY = new GoldenModel("logloss.cbm").file();
  private static final Path JSON = new GoldenModel("logloss.json").file();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "logloss.cbm, model",
    "logloss.cbm, anything.cbm",
    "logloss.cbm, model.bin",
    "logloss.json, model.json",
    "logloss.json, model",
    "logloss.json, model.cbm",
  })
  void areFoundByNameAndContent(String golden, String name) throws IOException {
    Files.copy(new GoldenModel(golden).file(), folder.resolve(name));
    Files.writeString(folder.resolve("metrics.json"), "{\"auc\":0.8}");

    try (Model model = ModelArtifact.find(folder, ModelContainer.engines()).load()) {
      assertEquals("catboost", model.engine());
      assertEquals(6, model.width());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "xgboost-1.7/binary-logistic.ubj | it is a model of XGBoost: name it xgboost-model",
        "onnx/binary-zipmap.onnx | it looks like ONNX: name it *.onnx",
        "foreign/classifier-5.pkl | it is a Python pickle",
      })
  void otherFilesOfSagemakersNameAreTold(String other, String words) throws IOException {
    Files.copy(GoldenModel.FOLDER.resolveSibling(other), folder.resolve("model"));

    String message = refused(() -> ModelArtifact.find(folder, ModelContainer.engines()).load());

    assertTrue(message.contains(words), message);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0001, 0.01, 0.3, 0.6, 0.9, 0.999})
  void cutOffFilesAreRefusedInOneLine(double share) throws IOException {
    for (Path whole : List.of(BINARY, JSON)) {
      byte[] bytes = Files.readAllBytes(whole);
      Path cut = folder.resolve("cut.cbm");
      Files.write(cut, Arrays.copyOf(bytes, (int) (share * bytes.length)));

      String message = refused(() -> CatboostModel.load(cut, List.of()));

      assertTrue(message.startsWith("model file cut.cbm: it"), message);
      assertEquals(1, message.lines().count(), message);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"split_index\":\\d+ | \"split_index\":900000 | splits at a border that no column has",
        "\"split_index\":\\d+ | \"split_index\":-1 | split_index is not an index",
        "\"split_index\":\\d+ | \"split_index\":99999999999 | split_index is not an index",
        "\"split_index\":\\d+ | \"split_index\":\"0\" | split_index is not a whole number",
        "\"float_feature_index\":\\d+ | \"float_feature_index\":6 | that no column has",
        "\"features_info\":\\{ | \"features_info\":{\"of\\\\nit\":1, | another kind of columns is not an array",
        "FloatFeature | OnlineCtr | split_type is not FloatFeature",
        "\"leaf_values\":\\[ | \"leaf_values\":[0, | leaves, which are not those of",
        "\"leaf_values\":\\[ | \"leaf_values\":[null, | leaf_values is not a number",
        "\"flat_feature_index\":1 | \"flat_feature_index\":7 | not all there, in their order, from number 1",
        "\"AsFalse\" | \"AsWell\" | nan_value_treatment is not known",
        "\"scale_and_bias\":\\[ | \"scale_and_bias\":[\"1\", | scale_and_bias.0 is not a number",
        "\"oblivious_trees\":\\[.*\\],\"scale | \"oblivious_trees\":[],\"scale | it has no trees",
      })
  void whatTheLibraryWouldTakeAsItIsIsRefused(String from, String to, String words)
      throws IOException {
    String json = Files.readString(JSON).replaceAll("\\s+", "");
    String changed = json.replaceFirst(from, Matcher.quoteReplacement(to));
    assertNotEquals(json, changed);
    Path file = folder.resolve("changed.json");
    Files.writeString(file, changed);

    String message = refused(() -> CatboostModel.load(file, List.of()));

    assertTrue(message.contains(words), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void nothingIsLeftInTheTemporaryFolder() throws IOException {
    CatboostModel.load(BINARY, List.of()).close();

    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertEquals(
          List.of(),
          files
              .filter(file -> String.valueOf(file.getFileName()).startsWith("catboost4j"))
              .toList());
    }
  }

  @Test
  void estimateKnowsTheFormAndNoMoreIsKept() throws IOException {
    CatboostEngine engine = new CatboostEngine();
    Files.write(folder.resolve("text"), "tree".getBytes(StandardCharsets.UTF_8));

    assertEquals(0, engine.estimate(folder.resolve("text"), 0).bytes());
    for (Path file : List.of(BINARY, JSON)) {
      try (Model model = engine.load(file, Stated.NOTHING)) {
        assertTrue(model.memory().bytes() > 0);
        assertTrue(model.memory().bytes() < engine.estimate(file, 0).bytes());
      }
    }
  }

  private interface Loading {
    Model load();
  }

  private static String refused(Loading loading) {
    return assertThrows(ContainerException.class, () -> loading.load().close()).getMessage();
  }
}
