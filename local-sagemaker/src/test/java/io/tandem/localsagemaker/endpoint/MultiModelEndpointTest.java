package io.tandem.localsagemaker.endpoint;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localsagemaker.container.Containers;
import io.tandem.localsagemaker.container.Stage;
import io.tandem.localsagemaker.multimodel.LoadedModels;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two container processes: a as ever, b with many models and room for two of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MultiModelEndpointTest {
  private static final String TARGET = "X-Amzn-SageMaker-Target-Model";

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Stage stage;
  private Containers containers;
  private EndpointServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    stage = Stage.multiModel(folder, 2, "Enabled");
    containers = stage.start(new Terminal(new PrintStream(said, true, US_ASCII)));
    containers.awaitReady(Duration.ofSeconds(60));
    var endpoint = new Endpoint("orders", "AllTraffic", "111122223333", "eu-west-1");
    server =
        EndpointServer.start(
            endpoint,
            containers,
            Duration.ofSeconds(2),
            new ByteBudget(64 << 20),
            0,
            LoadedModels.NO_LIMIT);
  }

  @AfterAll
  void stop() {
    http.close();
    server.close();
    containers.close();
  }

  @Test
  void theTargetModelAnswersWhatTheFirstContainerMade() throws Exception {
    stage.putModel("eu/churn.tar.gz", "churn");

    var response = invoke("order", "eu/churn.tar.gz");

    assertEquals(200, response.statusCode(), response.body());
    assertEquals("churn|order|a null null null null|eu/churn.tar.gz", response.body());
  }

  @Test
  void fiveModelsShareTheRoomOfTwo() throws Exception {
    for (int i = 0; i < 5; i++) {
      stage.putModel("turn/" + i, "model " + i);
    }

    for (int i = 0; i < 15; i++) {
      assertEquals(
          "model " + i % 5 + "|a:echo|turn/" + i % 5, invoke("a:echo", "turn/" + i % 5).body());
    }
  }

  @Test
  void aMissingTargetIsTold() throws Exception {
    var response =
        http.send(request().POST(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString());

    String id = response.headers().firstValue("x-amzn-RequestId").orElse("");
    assertFalse(id.isEmpty());
    assertError(
        response, 400, "ValidationError", "Request " + id + " is missing a target model header.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none.tar.gz", "../a/model.tar.gz", "/etc/passwd"})
  void anUnknownTargetIsTold(String key) throws Exception {
    assertError(
        invoke("x", key),
        400,
        "ValidationError",
        "Failed to download model data(bucket: bucket, key: models/"
            + key
            + "). Please ensure that there is an object located at the URL and that the role passed"
            + " to CreateModel has permissions to download the model.");
  }

  @Test
  void aTargetOutOfFormIsRefused() throws Exception {
    String fault =
        "Value at 'X-Amzn-SageMaker-Target-Model' failed to satisfy constraint: at most 1024"
            + " visible ASCII characters";
    assertError(invoke("x", "k".repeat(1025)), 400, "ValidationError", fault);
    assertTrue(invoke("x", "k".repeat(1024)).body().contains("Failed to download"));
  }

  @Test
  void aBrokenArchiveIsTold() throws Exception {
    Files.writeString(stage.s3().resolve("bucket/models/broken.tar.gz"), "no archive");

    assertError(
        invoke("x", "broken.tar.gz"),
        400,
        "ValidationError",
        "Failed to extract model data archive from URL \"s3://bucket/models/broken.tar.gz\". Please"
            + " ensure that the object located at the URL is a valid tar.gz archive.");
    assertTrue(said.toString(UTF_8).contains("broken.tar.gz is not a gzip file, or is damaged"));
  }

  @Test
  void aModelThatCannotBeLoadedIsTheModelsError() throws Exception {
    stage.putModel("odd.tar.gz", "fail:400");

    var response = invoke("x", "odd.tar.gz");

    assertError(
        response,
        424,
        "ModelError",
        "Received client error (400) from b with message \"{\"error\":\"weights.txt is odd\"}\".");
    assertEquals(400, json(response).get("OriginalStatusCode").intValue());
  }

  @Test
  void aSlowLoadIsNotReadyYet() throws Exception {
    stage.putModel("slow.tar.gz", "hold");

    assertError(
        invoke("x", "slow.tar.gz"),
        429,
        "ModelNotReadyException",
        "The multi-model endpoint is still downloading or loading the target model. Wait and try"
            + " again.");
  }

  @Test
  void pingIsForManyModelsToo() throws Exception {
    var ping = HttpRequest.newBuilder(uri("/ping")).build();

    assertEquals(200, http.send(ping, BodyHandlers.ofString()).statusCode());
  }

  private static void assertError(
      HttpResponse<String> response, int status, String type, String message) {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals(type, response.headers().firstValue("x-amzn-errortype").orElse(""));
    assertEquals(message, json(response).get("Message").stringValue());
  }

  private static JsonNode json(HttpResponse<String> response) {
    return new JsonMapper().readTree(response.body());
  }

  private HttpResponse<String> invoke(String body, String target) throws Exception {
    return http.send(
        request().header(TARGET, target).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(uri("/invocations")).timeout(Duration.ofSeconds(30));
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
