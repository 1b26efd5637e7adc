package io.tandem.featurecontainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tandem.featurecontainer.command.Ran;
import io.tandem.featurecontainer.serve.FeatureArtifact;
import io.tandem.featurecontainer.serve.FeatureInference;
import io.tandem.featurecontainer.serve.VectorFormat;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.http.InferenceServer;
import io.tandem.inferenceserver.http.ServerSettings;
import io.tandem.inferenceserver.resources.ByteBuilder;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.FeatureSet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every path gives the same bytes for every bundled order: the reason this project exists. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ParityTest {
  private static final int LINES_PER_CALL = 200;

  /**
   * @param names of its files; the first one is fitted on
   * @param positive what stands in a record whose label is 1
   * @param value of a feature
   */
  record Example(String folder, List<String> names, String positive, String value) {
    Path file(String name) {
      return Path.of("..", "examples", folder, name);
    }

    List<String> records() {
      return names.stream().flatMap(name -> OnlineRetail.records(file(name)).stream()).toList();
    }

    String definition() throws IOException {
      return Files.readString(file("features.json"));
    }

    Path fit(Path directory, String definition) throws Exception {
      return OnlineRetail.fit(directory, definition, file(names.getFirst()));
    }
  }

  private static final List<Example> EXAMPLES =
      List.of(
          new Example(
              "online-retail",
              List.of("train.jsonl.gz", "validation.jsonl.gz", "later.jsonl.gz"),
              "\"cancelled_30d\":true",
              "log1p(items_returned)"),
          new Example(
              "deferred-payment",
              List.of("sample.jsonl.gz"),
              "\"defaulted\":true",
              "log1p(amount)"));

  /**
   * @param library the hash of the vectors that the library gives
   */
  record Fitted(Example example, List<String> records, Path model, String library) {
    @Override
    public String toString() {
      return example.folder;
    }
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Fitted> fitted = new ArrayList<>();

  @BeforeAll
  void fit(@TempDir Path directory) throws Exception {
    for (Example example : EXAMPLES) {
      List<String> records = example.records();
      Path model = example.fit(directory.resolve(example.folder), example.definition());
      String library = hash(fromLibrary(FeatureSet.read(model), records));
      fitted.add(new Fitted(example, records, model, library));
    }
  }

  List<Fitted> fitted() {
    return fitted;
  }

  @AfterAll
  void close() {
    client.close();
  }

  @ParameterizedTest
  @MethodSource("fitted")
  void ordersServedOneByOneGiveTheLibrarysVectors(Fitted fitted) throws Exception {
    List<String> rows = new ArrayList<>();
    try (InferenceServer server = serve(fitted.model, false)) {
      for (String record : fitted.records) {
        rows.addAll(invoke(server, "application/json", OnlineRetail.order(record), MediaType.CSV));
      }
    }

    assertEquals(fitted.records.size(), rows.size());
    assertEquals(fitted.library, hash(rows));
  }

  @ParameterizedTest
  @MethodSource("fitted")
  void ordersServedAsJsonLinesGiveTheLibrarysVectors(Fitted fitted) throws Exception {
    List<String> orders = fitted.records.stream().map(OnlineRetail::order).toList();

    List<String> rows;
    try (InferenceServer server = serve(fitted.model, false)) {
      rows = invokeLines(server, orders, MediaType.CSV);
    }

    assertEquals(fitted.records.size(), rows.size());
    assertEquals(fitted.library, hash(rows));
  }

  /** The model container decides by this header whether it answers. */
  @ParameterizedTest
  @MethodSource("fitted")
  void theHeaderOfVectorsCarriesTheFingerprints(Fitted fitted) throws Exception {
    FeatureSet features = FeatureArtifact.read(fitted.model, List.of());
    String order = OnlineRetail.order(fitted.records.getFirst());

    try (InferenceServer server = serve(fitted.model, false)) {
      HttpResponse<byte[]> vectors =
          send(server, MediaType.JSON_LINES, order, MediaType.VECTORS_CSV);
      HttpResponse<byte[]> plain = send(server, MediaType.JSON_LINES, order, MediaType.CSV);

      assertEquals(
          "application/vnd.tandem.vectors+csv; schema=%s; semantics=%s"
              .formatted(features.schemaFingerprint(), features.semanticsFingerprint()),
          vectors.headers().firstValue("Content-Type").orElseThrow());
      assertEquals("text/csv", plain.headers().firstValue("Content-Type").orElseThrow());
    }
  }

  /** As {@code train} of the model container gets them: a line of fingerprints per call. */
  @ParameterizedTest
  @MethodSource("fitted")
  void trainingVectorsAreTheLibrarysVectorsAfterTheLabel(Fitted fitted) throws Exception {
    List<String> lines;
    try (InferenceServer server = serve(fitted.model, true)) {
      lines = invokeLines(server, fitted.records, MediaType.TRAINING_VECTORS_CSV);
    }

    List<String> rows = lines.stream().filter(line -> !line.startsWith("#tandem ")).toList();
    int calls = Math.ceilDiv(fitted.records.size(), LINES_PER_CALL);
    assertEquals(calls, lines.size() - rows.size());
    List<String> labels = rows.stream().map(row -> row.substring(0, row.indexOf(','))).toList();
    assertEquals(
        fitted.records.stream().map(r -> r.contains(fitted.example.positive) ? "1" : "0").toList(),
        labels);
    assertEquals(
        fitted.library,
        hash(rows.stream().map(row -> row.substring(row.indexOf(',') + 1)).toList()));
  }

  @ParameterizedTest
  @MethodSource("fitted")
  void theExtractCommandGivesTheLibrarysVectors(Fitted fitted, @TempDir Path directory)
      throws Exception {
    Path orders = directory.resolve("orders.jsonl");
    Files.write(orders, fitted.records.stream().map(OnlineRetail::order).toList());
    for (int threads : List.of(1, 2, 5)) {
      Ran ran = Ran.command("extract", "--features", fitted.model, "--threads", threads, orders);

      assertEquals(0, ran.status(), ran::toString);
      List<String> rows = lines(ran.bytes());
      assertEquals(fitted.records.size(), rows.size());
      assertEquals(fitted.library, hash(rows));
    }
  }

  /** The comparison above would be worth nothing if it could not fail. */
  @ParameterizedTest
  @MethodSource("fitted")
  void oneFeatureChangedOnOneSideIsSeen(Fitted fitted, @TempDir Path directory) throws Exception {
    String definition = fitted.example.definition();
    String changed = definition.replace(fitted.example.value, fitted.example.value + " + 1");
    assertNotEquals(definition, changed);
    Path other = fitted.example.fit(directory, changed);

    List<String> rows;
    try (InferenceServer server = serve(other, false)) {
      rows =
          invokeLines(
              server, fitted.records.stream().map(OnlineRetail::order).toList(), MediaType.CSV);
    }

    assertEquals(fitted.records.size(), rows.size());
    assertNotEquals(fitted.library, hash(rows));
  }

  private static List<String> fromLibrary(FeatureSet features, List<String> records) {
    Extractor extractor = features.orders();
    List<String> rows = new ArrayList<>();
    for (String record : records) {
      byte[] order = OnlineRetail.order(record).getBytes(StandardCharsets.UTF_8);
      Extraction.Vector vector = (Extraction.Vector) extractor.extract(order);
      ByteBuilder row = new ByteBuilder(256);
      VectorFormat.CSV.vector(row, vector.values(), true);
      rows.add(lines(row.toByteArray()).getFirst());
    }
    return rows;
  }

  private static InferenceServer serve(Path model, boolean labelFirst) {
    ServerSettings read = ServerSettings.read(Settings.of(Map.of()));
    InferenceServer server = InferenceServer.ofOneModel(read.onAnyFreePort());
    server.serve(
        FeatureInference.load(
            FeatureArtifact.read(model, List.of()), labelFirst, ServingResources.ofProcess()));
    return server;
  }

  private List<String> invokeLines(InferenceServer server, List<String> lines, String accept)
      throws Exception {
    List<String> rows = new ArrayList<>();
    for (int from = 0; from < lines.size(); from += LINES_PER_CALL) {
      List<String> part = lines.subList(from, Math.min(lines.size(), from + LINES_PER_CALL));
      rows.addAll(invoke(server, "application/jsonlines", String.join("\n", part), accept));
    }
    return rows;
  }

  private List<String> invoke(
      InferenceServer server, String contentType, String body, String accept) throws Exception {
    HttpResponse<byte[]> response = send(server, contentType, body, accept);
    assertEquals(200, response.statusCode());
    return lines(response.body());
  }

  private HttpResponse<byte[]> send(
      InferenceServer server, String contentType, String body, String accept) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/invocations"))
            .header("Content-Type", contentType)
            .header("Accept", accept)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static List<String> lines(byte[] csv) {
    return new String(csv, StandardCharsets.UTF_8).lines().toList();
  }

  private static String hash(List<String> rows) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    rows.forEach(row -> digest.update((row + "\n").getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest());
  }
}
