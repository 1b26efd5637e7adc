package io.tandem.featurecontainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.Connection;
import io.tandem.inferencetestkit.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Several feature sets with routes as one of the models of a container in multi-model mode. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RoutedModelsTest {
  private static final String ROUTES =
      """
      {"by": ["$.market"], "sets": {"de": "germany"}, "else": "others"}
      """;

  private static final String GERMAN = "{\"amount\":1000,\"market\":\"de\"}";
  private static final String FRENCH = "{\"amount\":1000,\"market\":\"fr\"}";
  private static final String ATTRIBUTES = "X-Amzn-SageMaker-Custom-Attributes: ";

  private int port;
  private @Nullable TestProcess container;

  @BeforeAll
  void load(@TempDir Path directory) throws IOException, InterruptedException {
    Path base = directory.toRealPath();
    Path models = Files.createDirectory(base.resolve("models"));
    FeatureSets sets = new FeatureSets(Files.createDirectory(base.resolve("inputs")));
    Path routed = Files.createDirectory(models.resolve("routed"));
    Files.writeString(routed.resolve("routes.json"), ROUTES);
    sets.fit(2, Files.createDirectory(routed.resolve("germany")));
    sets.fit(-2, Files.createDirectory(routed.resolve("others")));
    Path plain = Files.createDirectory(models.resolve("plain"));
    sets.fit(1, plain);
    port = TestProcess.freePort();
    container =
        TestProcess.start(
            FeatureContainer.class,
            Map.of(
                "SAGEMAKER_MULTI_MODEL",
                "true",
                "SAGEMAKER_BASE_DIR",
                base.toString(),
                "SAGEMAKER_BIND_TO_PORT",
                Integer.toString(port)),
            "serve");
    container.awaitPing(port, 200);
    load("routed", routed);
    load("again", routed);
    load("plain", plain);
  }

  @AfterAll
  void stop() {
    if (container != null) {
      container.close();
    }
  }

  @Test
  void theOrderDecidesTheFeatureSetOfItsModelOnly() throws IOException {
    assertEquals("1002\n", invoke("routed", GERMAN).text());
    assertEquals("998\n", invoke("routed", FRENCH).text());
    assertEquals("1001\n", invoke("plain", GERMAN).text());
  }

  @Test
  void theCallerMayNameTheFeatureSet() throws IOException {
    assertEquals("998\n", invoke("routed", GERMAN, ATTRIBUTES + "tandem-set=others").text());

    Answer unknown = invoke("routed", GERMAN, ATTRIBUTES + "tandem-set=france");
    assertEquals(400, unknown.status(), unknown::toString);
    assertTrue(unknown.text().contains("one of 2 feature sets"), unknown::toString);
  }

  @Test
  void vectorsStateTheFingerprintsOfTheirFeatureSet() throws IOException {
    String accept = "Accept: application/vnd.tandem.vectors+csv";
    String german = invoke("routed", GERMAN, accept).header("content-type").orElseThrow();
    String french = invoke("routed", FRENCH, accept).header("content-type").orElseThrow();

    assertTrue(german.contains("semantics="), german);
    assertNotEquals(german, french);
  }

  @Test
  void itIsGoneOnceItIsUnloaded() throws IOException {
    assertEquals("1002\n", invoke("again", GERMAN).text());

    Answer unloaded = exchange("DELETE", "/models/again", List.of(), "");

    assertEquals(200, unloaded.status(), unloaded::toString);
    assertEquals(404, invoke("again", GERMAN).status());
  }

  private void load(String name, Path url) throws IOException {
    Answer loaded =
        exchange(
            "POST",
            "/models",
            List.of("Content-Type: application/json"),
            "{\"model_name\":\"%s\",\"url\":\"%s\"}".formatted(name, url));
    assertEquals(200, loaded.status(), loaded::toString);
  }

  private Answer invoke(String name, String order, String... headers) throws IOException {
    List<String> all =
        Stream.concat(Stream.of("Content-Type: application/json"), Stream.of(headers)).toList();
    return exchange("POST", "/models/" + name + "/invoke", all, order);
  }

  private Answer exchange(String method, String path, List<String> headers, String body)
      throws IOException {
    return Connection.exchange(port, method, path, headers, body.getBytes(UTF_8));
  }
}
