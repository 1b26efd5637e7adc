package io.tandem.featurecontainer.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.featurecontainer.OnlineRetail;
import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.custom.CustomEncoding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FeatureInferenceTest {
  private static final String ORDER =
      OnlineRetail.order(OnlineRetail.records("validation").getFirst());

  private Path model = Path.of("");

  @BeforeAll
  void fit(@TempDir Path directory) throws Exception {
    model = OnlineRetail.fit(directory, OnlineRetail.definition());
  }

  @Test
  void anAnswerIsBoundedHoweverManyVectorsTheBodyMeans() {
    assertInstanceOf(Answered.class, invoke(10, 10_000));

    Rejected refused = assertInstanceOf(Rejected.class, invoke(100, 10_000));

    assertEquals(Reason.TOO_LARGE, refused.reason());
  }

  /** Warming up with what is rejected would warm nothing. */
  @Test
  void everySampleOfTheWarmUpIsAnswered() {
    FeatureSet features = FeatureArtifact.read(model, List.of());
    try (FeatureInference inference =
        new FeatureInference(features, false, new ServingResources(1 << 20))) {
      List<Invocation> samples = inference.samples(features.goldenOrders());

      assertEquals(16, samples.size());
      samples.forEach(sample -> assertInstanceOf(Answered.class, inference.invoke(sample)));
    }
  }

  /** The server's log keeps the words of this exception, and of no other. */
  @Test
  void anEncodingThatThrowsIsNamedAndTheOrderIsNot(@TempDir Path directory) throws Exception {
    Files.writeString(
        directory.resolve("features.json"),
        """
        {"name": "strict", "version": 1, "dialect": 1,
         "record": {"order": "$", "label": "$.label"},
         "sources": {"s": {"path": "$.s", "type": "text"}},
         "features": [{"name": "f", "value": "s", "encode": {"acme-strict@1": {}}}]}
        """);
    FeatureSet features = FeatureArtifact.read(directory, List.of(new Strict()));
    try (FeatureInference inference =
        new FeatureInference(features, false, new ServingResources(1 << 20))) {
      Invocation refused =
          new Invocation(
              MediaType.of(MediaType.JSON),
              MediaType.of(MediaType.CSV),
              Body.of("{\"s\": \"secret\"}".getBytes(UTF_8)));
      Invocation borne =
          new Invocation(
              MediaType.of(MediaType.JSON),
              MediaType.of(MediaType.CSV),
              Body.of("{}".getBytes(UTF_8)));

      ContainerException e =
          assertThrows(ContainerException.class, () -> inference.invoke(refused));

      assertEquals(
          "feature f: the encoding acme-strict@1 threw java.lang.IllegalStateException; it must"
              + " bear any values",
          e.getMessage());
      assertInstanceOf(Answered.class, inference.invoke(borne));
    }
  }

  /** Throws what it is given. */
  private static final class Strict
      implements CustomEncoding, CustomEncoding.Recipe, CustomEncoding.Transform {
    @Override
    public String id() {
      return "acme-strict";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public List<Input> inputs() {
      return List.of(new Input(InputType.TEXT, false));
    }

    @Override
    public Recipe recipe(Map<String, String> options) {
      return this;
    }

    @Override
    public Optional<Learner> learner() {
      return Optional.empty();
    }

    @Override
    public Transform transform(String learned) {
      return this;
    }

    @Override
    public List<String> suffixes() {
      return List.of("");
    }

    @Override
    public void apply(Values values, double[] columns) {
      String text = values.text(0);
      if (text != null) {
        throw new IllegalStateException(text);
      }
    }
  }

  @Test
  void vectorsCarryTheFingerprintsOfTheirFeatureSetInTheirMediaType() {
    FeatureSet features = FeatureArtifact.read(model, List.of());

    Answered vectors = answer(features, false, MediaType.VECTORS_CSV);

    assertEquals(
        "application/vnd.tandem.vectors+csv; schema=%s; semantics=%s"
            .formatted(features.schemaFingerprint(), features.semanticsFingerprint()),
        type(features, false, MediaType.VECTORS_CSV));
    Answered plain = answer(features, false, MediaType.CSV);
    assertEquals("text/csv", type(features, false, MediaType.CSV));
    assertEquals(plain.body(), vectors.body());
  }

  @Test
  void trainingVectorsCarryThemInTheirFirstLine() {
    FeatureSet features = FeatureArtifact.read(model, List.of());

    Answered vectors = answer(features, true, MediaType.TRAINING_VECTORS_CSV);

    Answered plain = answer(features, true, MediaType.CSV);
    assertEquals("text/csv", type(features, true, MediaType.CSV));
    assertEquals(
        "#tandem schema=%s semantics=%s\n"
                .formatted(features.schemaFingerprint(), features.semanticsFingerprint())
            + text(plain),
        text(vectors));
    assertEquals(2, text(plain).lines().count());
  }

  /** A row with a label is no vector, and one without none to train on. */
  @Test
  void eachModeOffersItsOwnVectors() {
    FeatureSet features = FeatureArtifact.read(model, List.of());
    try (FeatureInference orders =
            new FeatureInference(features, false, new ServingResources(1 << 20));
        FeatureInference records =
            new FeatureInference(features, true, new ServingResources(1 << 20))) {
      assertFalse(offers(orders, MediaType.TRAINING_VECTORS_CSV));
      assertFalse(offers(records, MediaType.VECTORS_CSV));
    }
  }

  /** Computed in parts, which nobody may notice. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyOrdersAreAnsweredLikeTheSameOneByOne(boolean labelFirst) {
    List<String> lines = OnlineRetail.records("validation");
    if (!labelFirst) {
      lines = lines.stream().map(OnlineRetail::order).toList();
    }
    try (FeatureInference inference =
        new FeatureInference(
            FeatureArtifact.read(model, List.of()), labelFirst, new ServingResources(1 << 30))) {
      List<String> single = new ArrayList<>();
      for (String line : lines) {
        single.add(text(inference.invoke(lines(line, MediaType.CSV))));
      }
      String body = String.join("\n", lines);
      assertTrue(body.length() > 1 << 20, "too small for several parts");

      assertEquals(String.join("", single), text(inference.invoke(lines(body, MediaType.CSV))));
      String json = text(inference.invoke(lines(body, MediaType.JSON)));
      String jsonLines = text(inference.invoke(lines(body, MediaType.JSON_LINES)));
      assertEquals("{\"instances\":[" + jsonLines.strip().replace("\n", ",") + "]}", json, "JSON");
      String npy = text(inference.invoke(lines(body, MediaType.NPY)));
      int width = single.getFirst().split(",", -1).length;
      assertTrue(npy.contains("'shape': (" + lines.size() + ", " + width + ")"), "npy");
      assertEquals(128 + 4 * lines.size() * width, npy.length(), "npy");
    }
  }

  @Test
  void aFaultInALaterPartNamesItsLine() {
    List<String> lines =
        new ArrayList<>(
            OnlineRetail.records("validation").stream().map(OnlineRetail::order).toList());
    lines.set(lines.size() - 3, "{");
    lines.set(lines.size() - 2, "[");
    try (FeatureInference inference =
        new FeatureInference(
            FeatureArtifact.read(model, List.of()), false, new ServingResources(1 << 30))) {
      Rejected rejected =
          assertInstanceOf(
              Rejected.class, inference.invoke(lines(String.join("\n", lines), MediaType.CSV)));

      assertTrue(
          rejected.detail().startsWith("line " + (lines.size() - 2) + ": "), rejected.detail());
    }
  }

  private static Invocation lines(String body, String accept) {
    return new Invocation(
        MediaType.of(MediaType.JSON_LINES), MediaType.of(accept), Body.of(body.getBytes(UTF_8)));
  }

  private static String text(InvocationResult result) {
    return new String(assertInstanceOf(Answered.class, result).toByteArray(), ISO_8859_1);
  }

  private static Answered answer(FeatureSet features, boolean labelFirst, String accept) {
    String record = OnlineRetail.records("validation").getFirst();
    String line = labelFirst ? record : OnlineRetail.order(record);
    try (FeatureInference inference =
        new FeatureInference(features, labelFirst, new ServingResources(1 << 20))) {
      return assertInstanceOf(
          Answered.class,
          inference.invoke(
              new Invocation(
                  MediaType.of(MediaType.JSON_LINES),
                  MediaType.of(accept),
                  Body.of((line + "\n" + line).getBytes(UTF_8)))));
    }
  }

  /** What an answer is sent under. */
  private static String type(FeatureSet features, boolean labelFirst, String name) {
    try (FeatureInference inference =
        new FeatureInference(features, labelFirst, new ServingResources(1 << 20))) {
      return inference.accepts().stream()
          .filter(type -> type.name().equals(name))
          .findFirst()
          .orElseThrow()
          .toString();
    }
  }

  private static boolean offers(FeatureInference inference, String name) {
    return inference.accepts().stream().anyMatch(type -> type.name().equals(name));
  }

  private InvocationResult invoke(int orders, long maxAnswerBytes) {
    try (FeatureInference inference =
        new FeatureInference(
            FeatureArtifact.read(model, List.of()), false, new ServingResources(maxAnswerBytes))) {
      return inference.invoke(
          new Invocation(
              MediaType.of(MediaType.JSON_LINES),
              MediaType.of(MediaType.CSV),
              Body.of((ORDER + "\n").repeat(orders).getBytes(UTF_8))));
    }
  }
}
