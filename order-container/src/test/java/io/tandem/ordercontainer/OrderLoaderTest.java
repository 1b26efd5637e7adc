package io.tandem.ordercontainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Counter;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.loading.ArtifactLoader;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.inferencetestkit.ArtifactCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is loaded, and what is refused with one line. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OrderLoaderTest {
  private static final String MODEL = "xgboost-1.7/binary-logistic/xgboost-model";

  private final ServingResources resources = ServingResources.ofProcess();
  private Path trained = Path.of("");

  @BeforeAll
  void train(@TempDir Path work) {
    trained = Example.ONLINE_RETAIL.train(work);
  }

  @AfterAll
  void close() {
    resources.close();
  }

  @Test
  void aFeatureSetAndTheModelOfItsVectorsAreServed() {
    LoadResult result = loader(Map.of()).load(trained, resources);

    LoadResult.Loaded loaded = assertInstanceOf(LoadResult.Loaded.class, result);
    try (Inference inference = loaded.inference()) {
      assertTrue(loaded.memory().heapBytes() > 200 << 10, loaded.memory().toString());
      assertTrue(inference.counters().getLast().total() > 0, "no order was answered to warm up");
    }
  }

  @Test
  void bothHalvesAreCounted(@TempDir Path folder) throws IOException {
    TwoHalves.write(folder, MODEL, 6);
    try (Inference inference = Example.load(loader(Map.of()), folder, resources)) {
      String orders = "{\"c0\":1,\"c1\":2,\"c2\":3,\"c3\":4,\"c4\":5}\n".repeat(3);
      MediaType accept = inference.accepts().getFirst();
      assertInstanceOf(
          Answered.class, Example.invoke(inference, MediaType.JSON_LINES, accept, orders));

      assertEquals(
          List.of(
              new Counter("Missing", Map.of("Source", "c5"), 3),
              new Counter("Rows", Map.of("Evaluator", "trees"), 3)),
          inference.counters());
    }
  }

  @Test
  void theEstimateIsThatOfBothHalves(@TempDir Path folder) throws IOException {
    MemoryUse nothing = loader(Map.of()).estimate(folder.resolve("absent"));
    TwoHalves.write(folder, MODEL, 6);
    MemoryUse both = loader(Map.of()).estimate(folder);

    assertTrue(both.bytes() > nothing.bytes(), nothing + " and " + both);
  }

  @Test
  void aHalfThatIsNotThereIsNamed(@TempDir Path folder) throws IOException {
    Path absent = folder.resolve("absent");
    assertEquals(
        "no order artifact: there is no folder %s; expected the folders features (what the feature container's train wrote) and model (what the model container's train wrote)"
            .formatted(absent),
        refused(absent));
    assertTrue(refused(folder).contains("found an empty folder; expected the folders"));

    TwoHalves.features(folder, 6);
    assertTrue(refused(folder).contains(folder + ": found features; expected the folders"));
    Files.createDirectory(folder.resolve("model"));
    assertTrue(
        refused(folder).startsWith("no model in " + folder.resolve("model") + ": it is empt"));
    Files.delete(folder.resolve("features").resolve("features.json"));
    assertTrue(refused(folder).startsWith("no feature set in " + folder.resolve("features")));
  }

  @Test
  void aBrokenHalfIsNamed(@TempDir Path folder) throws IOException {
    TwoHalves.write(folder, MODEL, 6);
    Path definition = folder.resolve("features").resolve("features.json");
    String whole = Files.readString(definition);
    Files.writeString(definition, whole.substring(0, whole.length() / 2));
    assertTrue(refused(folder).contains(folder.resolve("features").toString()));

    Files.writeString(definition, whole);
    Path model = folder.resolve("model").resolve("xgboost-model");
    byte[] bytes = Files.readAllBytes(model);
    Files.write(model, Arrays.copyOf(bytes, bytes.length / 2));
    assertTrue(refused(folder).contains("xgboost-model"), refused(folder));
  }

  @Test
  void theFaultsOfBothHalvesAreToldInOneLine(@TempDir Path folder) throws IOException {
    TwoHalves.write(folder, MODEL, 6);
    Path definition = folder.resolve("features").resolve("features.json");
    Files.writeString(definition, "{}");
    Files.write(folder.resolve("model").resolve("xgboost-model"), new byte[100]);

    String refusal = refused(folder);
    int features = refusal.indexOf("the feature set in " + folder.resolve("features"));
    int model = refusal.indexOf("xgboost-model");
    assertTrue(features == 0 && model > 0, refusal);
    assertFalse(refusal.contains("\n"), refusal);
  }

  @Test
  void anArtifactPackedOneLevelTooDeepIsFound(@TempDir Path folder) throws IOException {
    TwoHalves.write(Files.createDirectory(folder.resolve("order")), MODEL, 6);

    try (Inference inference = Example.load(loader(Map.of()), folder, resources)) {
      assertEquals(0, inference.counters().getLast().total());
    }
  }

  @Test
  void aModelOfAnotherWidthIsRefused(@TempDir Path folder) throws IOException {
    TwoHalves.write(folder, MODEL, 5);

    assertEquals(
        "the model in %s and its feature set do not belong together: the model takes vectors of 6 columns, the feature set makes 5; deploy the feature set that the model was trained with, or train the model on vectors of this one"
            .formatted(folder.resolve("model")),
        refused(folder));
  }

  @Test
  void aModelOfAnotherSchemaIsRefused(@TempDir Path folder) throws IOException {
    trainedOn("schema", folder);

    String refusal = refused(folder);
    assertTrue(
        refusal.contains(
            "the model takes vectors of the schema 00ff17, the feature set makes thos"),
        refusal);
    assertFalse(refusal.contains("\n"), refusal);
    assertEquals(refusal, refused(folder, Map.of("TANDEM_ALLOW_OTHER_SEMANTICS", "true")));
  }

  @Test
  void aModelOfOtherSemanticsIsRefusedUnlessTheSettingAllowsIt(@TempDir Path folder)
      throws IOException {
    trainedOn("semantics", folder);

    String refusal = refused(folder);
    assertTrue(
        refusal.contains(
            "the model takes vectors of the semantics 00ff17, the feature set makes t"),
        refusal);

    Map<String, String> allowed = Map.of("TANDEM_ALLOW_OTHER_SEMANTICS", "true");
    try (Inference inference = Example.load(loader(allowed), folder, resources)) {
      String order = Example.ONLINE_RETAIL.orders("validation").getFirst();
      assertInstanceOf(
          Answered.class,
          Example.invoke(inference, MediaType.JSON, inference.accepts().getFirst(), order));
    }
  }

  @Test
  void trainingIsRefusedWithWhoTrains() {
    ContainerException refusal =
        assertThrows(
            ContainerException.class,
            () -> new OrderContainer(List.of()).train(Settings.of(Map.of())));

    assertTrue(refusal.getMessage().contains("the model with the model container"));
  }

  /** Both halves as they were trained, but for a fingerprint that the model states. */
  private void trainedOn(String fingerprint, Path folder) throws IOException {
    ArtifactCopy.into(folder, trained);
    Path manifest = folder.resolve("model").resolve("manifest.json");
    String stated = Files.readString(manifest);
    String changed =
        stated.replaceFirst("(?<head>\"" + fingerprint + "\" ?: ?\")[0-9a-f]+", "${head}00ff17");
    assertNotEquals(stated, changed);
    Files.writeString(manifest, changed);
  }

  private String refused(Path folder) {
    return refused(folder, Map.of());
  }

  private String refused(Path folder, Map<String, String> environment) {
    LoadResult result = loader(environment).load(folder, resources);
    return assertInstanceOf(LoadResult.Refused.class, result).detail();
  }

  private static ArtifactLoader loader(Map<String, String> environment) {
    return new OrderContainer(List.of()).serve(Settings.of(environment));
  }
}
