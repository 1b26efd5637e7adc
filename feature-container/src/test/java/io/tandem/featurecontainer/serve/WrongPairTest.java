package io.tandem.featurecontainer.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.loading.ArtifactLoader;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.modelcontainer.ModelContainer;
import io.tandem.modelcontainer.xgboost.XgboostEngine;
import io.tandem.sharedfeatures.FeatureSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three feature sets in one artifact before the model container, which has a model for each of two.
 * The content type of the vectors goes from one to the other, as in a pipeline.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WrongPairTest {
  private static final Path MODEL =
      Path.of("../model-container/src/test/resources/golden/xgboost-1.7/binary-logistic");

  private static final String ROUTES =
      """
      {"by": ["$.market"], "sets": {"de": "germany", "fr": "france"}, "else": "others"}
      """;

  private final ServingResources resources = ServingResources.ofProcess();
  private final Map<String, Fingerprints> fingerprints = new HashMap<>();
  private final Map<String, Inference> models = new HashMap<>();
  private final List<Inference> features = new ArrayList<>();

  @BeforeAll
  void load(@TempDir Path folder) throws IOException {
    Path artifact = Files.createDirectory(folder.resolve("features"));
    Files.writeString(artifact.resolve("routes.json"), ROUTES);
    writeSet(artifact.resolve("germany"), "a", "number");
    // Other columns.
    writeSet(artifact.resolve("france"), "b", "number");
    // Those of germany, computed otherwise.
    writeSet(artifact.resolve("others"), "a", "number + 1");
    for (String name : List.of("germany", "france", "others")) {
      FeatureSet set = FeatureArtifact.read(artifact.resolve(name), List.of());
      fingerprints.put(name, new Fingerprints(set.schemaFingerprint(), set.semanticsFingerprint()));
    }
    features.add(load(new FeatureSetLoader(List.of(), false), artifact));
    ArtifactLoader loader =
        new ModelContainer(
                List.of(new XgboostEngine()),
                () -> {
                  throw new IllegalStateException("nothing is trained here");
                })
            .serve(Settings.of(Map.of()));
    for (String name : List.of("germany", "france")) {
      Path model = Files.createDirectory(folder.resolve("model-of-" + name));
      Files.copy(MODEL.resolve("xgboost-model"), model.resolve("xgboost-model"));
      Files.writeString(
          model.resolve("manifest.json"),
          "{\"format\": 1, \"schema\": \"%s\", \"semantics\": \"%s\"}"
              .formatted(of(name).schema(), of(name).semantics()));
      models.put(name, load(loader, model));
    }
  }

  private static void writeSet(Path folder, String column, String value) throws IOException {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      columns.add("{\"name\": \"%s%d\", \"value\": \"%s\"}".formatted(column, i, value));
    }
    Files.writeString(
        Files.createDirectory(folder).resolve("features.json"),
        """
        {"name": "six", "version": 1, "dialect": 1,
         "record": {"order": "$.order", "label": "$.label"},
         "sources": {"number": {"path": "$.number", "type": "number"}},
         "features": [%s]}
        """
            .formatted(String.join(",", columns)));
  }

  private Inference load(ArtifactLoader loader, Path folder) {
    LoadResult result = loader.load(folder, resources);
    return assertInstanceOf(LoadResult.Loaded.class, result, result::toString).inference();
  }

  @AfterAll
  void close() {
    features.forEach(Inference::close);
    models.values().forEach(Inference::close);
    resources.close();
  }

  @Test
  void vectorsOfThePairAreScored() {
    assertInstanceOf(Answered.class, score("de", "", "germany"));
    assertInstanceOf(Answered.class, score("fr", "", "france"));
    assertInstanceOf(Answered.class, score("fr", "tandem-set=germany", "germany"));
  }

  @Test
  void vectorsOfOtherColumnsAreRefusedWithBothFingerprints() {
    assertRefused(
        Reason.SCHEMA_MISMATCH,
        of("germany").schema(),
        of("france").schema(),
        score("de", "", "france"));
    assertRefused(
        Reason.SCHEMA_MISMATCH,
        of("germany").schema(),
        of("france").schema(),
        score("de", "tandem-set=france", "germany"));
  }

  /** An unknown market goes to the set for the others, which has no model. */
  @Test
  void vectorsThatAreComputedOtherwiseAreRefusedWithBothFingerprints() {
    assertEquals(of("germany").schema(), of("others").schema());
    assertNotEquals(of("germany").semantics(), of("others").semantics());
    assertRefused(
        Reason.SEMANTICS_MISMATCH,
        of("germany").semantics(),
        of("others").semantics(),
        score("es", "", "germany"));
  }

  private Fingerprints of(String name) {
    return fingerprints.getOrDefault(name, Fingerprints.UNKNOWN);
  }

  private InvocationResult score(String market, String attributes, String model) {
    String order = "{\"market\": \"%s\", \"number\": 0.5}".formatted(market);
    InvocationResult result =
        features
            .getFirst()
            .invoke(
                new Invocation(
                    MediaType.of(MediaType.JSON),
                    MediaType.of(MediaType.VECTORS_CSV),
                    Body.of(order.getBytes(UTF_8)),
                    attributes));
    Answered vector = assertInstanceOf(Answered.class, result, result::toString);
    MediaType contentType = MediaType.parse(String.valueOf(vector.contentType())).orElseThrow();
    Inference scoring = models.getOrDefault(model, features.getFirst());
    return scoring.invoke(
        new Invocation(contentType, MediaType.of(MediaType.CSV), Body.of(vector.toByteArray())));
  }

  private static void assertRefused(
      Reason reason, String one, String other, InvocationResult result) {
    Rejected refused = assertInstanceOf(Rejected.class, result, result::toString);
    assertEquals(reason, refused.reason());
    assertTrue(refused.detail().contains(one), refused.detail());
    assertTrue(refused.detail().contains(other), refused.detail());
  }
}
