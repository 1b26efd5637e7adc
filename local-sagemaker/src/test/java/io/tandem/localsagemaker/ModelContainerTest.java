package io.tandem.localsagemaker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localsagemaker.container.Containers;
import io.tandem.localsagemaker.container.Images;
import io.tandem.localsagemaker.container.Stage;
import io.tandem.localsagemaker.endpoint.ByteBudget;
import io.tandem.localsagemaker.endpoint.Endpoint;
import io.tandem.localsagemaker.endpoint.EndpointServer;
import io.tandem.localsagemaker.multimodel.LoadedModels;
import io.tandem.localsagemaker.request.ModelRequest;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.Terminal;
import io.tandem.modelcontainer.ModelContainer;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The model container itself, with room for two of the models that XGBoost's Python has written.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ModelContainerTest {
  private static final Path GOLDEN =
      Path.of("../model-container/src/test/resources/golden/xgboost-1.7");
  private static final List<String> MODELS =
      List.of("binary-logistic", "reg-logistic", "base-score", "dart", "reg-gamma");

  /** In the rows of the golden predictions. */
  private static final int ROW = 2;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Path models;
  private Containers containers;
  private EndpointServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    models = Files.createDirectories(folder.resolve("s3/bucket/models"));
    Path jar = folder.resolve("model-container.jar");
    Stage.writeJar(jar, ModelContainer.class, addresses(LocalProgram.classPath()));
    Path request = folder.resolve("model.json");
    Files.writeString(
        request,
        """
        {"ModelName": "many", "PrimaryContainer": {
          "Image": "model", "Mode": "MultiModel", "ModelDataUrl": "s3://bucket/models/",
          "Environment": {"TANDEM_MAX_MODELS": "2", "TANDEM_RESERVED_MEMORY_MB": "0",
            "JDK_JAVA_OPTIONS": "-Xmx256m"}}}
        """);
    containers =
        Containers.start(
            ModelRequest.read(request),
            new S3Folder(folder.resolve("s3")),
            new Images.Jars(Map.of("model", jar)),
            Map.of(),
            new Terminal(new PrintStream(said, true, UTF_8)));
    containers.awaitReady(Duration.ofSeconds(60));
    server =
        EndpointServer.start(
            new Endpoint("many", "AllTraffic", "111122223333", "eu-west-1"),
            containers,
            Duration.ofSeconds(30),
            ByteBudget.ofHeap(),
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
  void fiveModelsInTheRoomOfTwoEachGiveTheirOwnPrediction() throws Exception {
    for (String name : MODELS) {
      Stage.archive(
          models.resolve("eu").resolve(name + ".tar.gz"),
          Map.of("xgboost-model", Files.readAllBytes(GOLDEN.resolve(name + "/xgboost-model"))));
    }

    for (int round = 0; round < 3; round++) {
      for (String name : MODELS) {
        var response = invoke("eu/" + name + ".tar.gz");
        assertEquals(200, response.statusCode(), response.body());
        assertEquals(prediction(name), Float.parseFloat(response.body()), 0, name);
      }
    }

    String text = said.toString(UTF_8);
    assertEquals(15, text.lines().filter(line -> line.contains(" is loaded after ")).count(), text);
    assertEquals(13, text.lines().filter(line -> line.contains(" needs room")).count(), text);
  }

  @Test
  void anArchiveWithoutAModelIsTheModelsError() throws Exception {
    Stage.archive(models.resolve("empty.tar.gz"), Map.of("README", "no model".getBytes(UTF_8)));

    var response = invoke("empty.tar.gz");

    assertEquals(424, response.statusCode(), response.body());
    assertTrue(response.body().contains("\"OriginalStatusCode\":400"), response.body());
  }

  private static String addresses(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator, -1))
        .map(path -> Path.of(path).toUri().toString())
        .collect(Collectors.joining(" "));
  }

  private static float prediction(String name) throws IOException {
    String line = Files.readAllLines(GOLDEN.resolve(name + ".txt")).get(ROW);
    return Float.intBitsToFloat(Integer.parseUnsignedInt(line, 0, line.indexOf('|'), 16));
  }

  private HttpResponse<String> invoke(String target) throws Exception {
    String row = Files.readAllLines(GOLDEN.resolve("rows.csv")).get(ROW);
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/invocations"))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "text/csv")
            .header("Accept", "text/csv")
            .header("X-Amzn-SageMaker-Target-Model", target)
            .POST(BodyPublishers.ofString(row))
            .build(),
        BodyHandlers.ofString());
  }
}
