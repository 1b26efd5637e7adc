package io.tandem.featurecontainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tandem.inferenceserver.InferenceServer;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.ServerSettings;
import io.tandem.inferenceserver.Settings;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every path gives the same bytes for every bundled order: the reason this project exists. */
@ParameterizedClass
@MethodSource("examples")
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

  static List<Example> examples() {
    return List.of(
        new Example(
            "online-retail",
            List.of("train.jsonl.gz", "validation.jsonl.gz", "later.jsonl.gz"),
            "\"cancelled_30d\":true",
            "log1p(items_returned)"),
        new Example(
            "deferred-payment", List.of("sample.jsonl.gz"), "\"defaulted\":true", "log1p(amount)"));
  }

  private final Example example;

  private final HttpClient client = HttpClient.newHttpClient();
  private List<String> records = List.of();
  private Path model = Path.of("");
  private String library = "";

  ParityTest(Example example) {
    this.example = example;
  }

  @BeforeAll
  void fit(@TempDir Path directory) throws Exception {
    records = example.records();
    model = example.fit(directory, example.definition());
    library = hash(fromLibrary(FeatureSet.read(model)));
  }

  @AfterAll
  void close() {
    client.close();
  }

  @Test
  void ordersServedOneByOneGiveTheLibrarysVectors() throws Exception {
    List<String> rows = new ArrayList<>();
    try (InferenceServer server = serve(model, false)) {
      for (String record : records) {
        rows.addAll(invoke(server, "application/json", OnlineRetail.order(record), MediaType.CSV));
      }
    }

    assertEquals(records.size(), rows.size());
    assertEquals(library, hash(rows));
  }

  @Test
  void ordersServedAsJsonLinesGiveTheLibrarysVectors() throws Exception {
    List<String> orders = records.stream().map(OnlineRetail::order).toList();

    List<String> rows;
    try (InferenceServer server = serve(model, false)) {
      rows = invokeLines(server, orders, MediaType.CSV);
    }

    assertEquals(records.size(), rows.size());
    assertEquals(library, hash(rows));
  }

  /** As {@code train} of the model container gets them: a line of fingerprints per call. */
  @Test
  void trainingVectorsAreTheLibrarysVectorsAfterTheLabel() throws Exception {
    List<String> lines;
    try (InferenceServer server = serve(model, true)) {
      lines = invokeLines(server, records, MediaType.TRAINING_VECTORS_CSV);
    }

    List<String> rows = lines.stream().filter(line -> !line.startsWith("#tandem ")).toList();
    int calls = Math.ceilDiv(records.size(), LINES_PER_CALL);
    assertEquals(calls, lines.size() - rows.size());
    List<String> labels = rows.stream().map(row -> row.substring(0, row.indexOf(','))).toList();
    assertEquals(
        records.stream().map(r -> r.contains(example.positive) ? "1" : "0").toList(), labels);
    assertEquals(
        library, hash(rows.stream().map(row -> row.substring(row.indexOf(',') + 1)).toList()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void theExtractCommandGivesTheLibrarysVectors(int threads, @TempDir Path directory)
      throws Exception {
    Path orders = directory.resolve("orders.jsonl");
    Files.write(orders, records.stream().map(OnlineRetail::order).toList());

    Ran ran = Ran.command("extract", "--features", model, "--threads", threads, orders);

    assertEquals(0, ran.status(), ran::toString);
    List<String> rows = lines(ran.bytes());
    assertEquals(records.size(), rows.size());
    assertEquals(library, hash(rows));
  }

  /** The comparison above would be worth nothing if it could not fail. */
  @Test
  void oneFeatureChangedOnOneSideIsSeen(@TempDir Path directory) throws Exception {
    String definition = example.definition();
    String changed = definition.replace(example.value, example.value + " + 1");
    assertNotEquals(definition, changed);
    Path other = example.fit(directory, changed);

    List<String> rows;
    try (InferenceServer server = serve(other, false)) {
      rows = invokeLines(server, records.stream().map(OnlineRetail::order).toList(), MediaType.CSV);
    }

    assertEquals(records.size(), rows.size());
    assertNotEquals(library, hash(rows));
  }

  private List<String> fromLibrary(FeatureSet features) {
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
    InferenceServer server = new InferenceServer(read.onAnyFreePort());
    server.ready(FeatureInference.load(FeatureArtifact.read(model, List.of()), labelFirst));
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
    HttpResponse<byte[]> response =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/invocations"))
                .header("Content-Type", contentType)
                .header("Accept", accept)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertEquals(200, response.statusCode());
    return lines(response.body());
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
