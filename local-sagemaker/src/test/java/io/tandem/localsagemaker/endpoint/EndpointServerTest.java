package io.tandem.localsagemaker.endpoint;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localsagemaker.container.Containers;
import io.tandem.localsagemaker.container.Stage;
import io.tandem.localsagemaker.multimodel.LoadedModels;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against two containers, each a process of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EndpointServerTest {
  private static final String ATTRIBUTES = "X-Amzn-SageMaker-Custom-Attributes";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Containers containers;
  private EndpointServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    var terminal = new Terminal(new PrintStream(new ByteArrayOutputStream(), true, US_ASCII));
    containers = Stage.create(folder, Map.of(), Map.of()).start(terminal);
    containers.awaitReady(Duration.ofSeconds(60));
    var endpoint = new Endpoint("orders", "AllTraffic", "111122223333", "eu-west-1");
    server = start(endpoint, new ByteBudget(64 << 20));
  }

  private EndpointServer start(Endpoint endpoint, ByteBudget budget) {
    return EndpointServer.start(
        endpoint, containers, Duration.ofSeconds(4), budget, 0, LoadedModels.NO_LIMIT);
  }

  @AfterAll
  void stop() {
    http.close();
    server.close();
    containers.close();
  }

  @Test
  void eachContainerGetsTheAnswerOfTheOneBefore() throws Exception {
    var response = invoke("body", "Content-Type", "text/csv; header=no", "Accept", "text/x");

    assertEquals(200, response.statusCode());
    assertEquals(
        "body|a text/csv; header=no null null null|b text/a; part=\"1, 2\" text/x null null",
        response.body());
    assertEquals("text/b; part=\"1, 2\"", header(response, "Content-Type"));
    assertEquals("AllTraffic", header(response, "x-Amzn-Invoked-Production-Variant"));
  }

  @Test
  void customAttributesGoToEachAndComeBackFromTheLast() throws Exception {
    var response = invoke("body", ATTRIBUTES, "trace=1", "Authorization", "secret");

    assertEquals(
        "body|a null null trace=1 null|b text/a; part=\"1, 2\" null trace=1 null", response.body());
    assertEquals("trace=1-from-b", header(response, ATTRIBUTES));
  }

  @Test
  void theNamedEndpointIsTheSameAndAnotherIsNotFound() throws Exception {
    assertEquals(200, post("/endpoints/orders/invocations", "x").statusCode());

    var response = post("/endpoints/other/invocations", "x");

    assertError(response, 400, "ValidationError");
    assertEquals(
        "Endpoint other of account 111122223333 not found.",
        json(response).get("Message").stringValue());
  }

  @ParameterizedTest
  @CsvSource({"a,404,client,CLIENT", "a,500,server,SERVER", "b,415,client,CLIENT"})
  void aContainersErrorIsTheModelsError(String container, int status, String side, String code)
      throws Exception {
    var response =
        invoke("a:echo ".repeat(container.equals("b") ? 1 : 0) + container + ":fail:" + status);

    assertError(response, 424, "ModelError");
    JsonNode error = json(response);
    String message = error.get("OriginalMessage").stringValue();
    assertEquals(status, error.get("OriginalStatusCode").intValue());
    assertEquals(code + "_ERROR_FROM_MODEL", error.get("ErrorCode").stringValue());
    assertEquals("it is too odd".repeat(200).substring(0, 2048), message);
    assertEquals(
        "Received %s error (%d) from %s with message \"%s\"."
            .formatted(side, status, container, message),
        error.get("Message").stringValue());
    assertEquals(
        "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/sagemaker/Endpoints/orders"
            + ":log-stream:AllTraffic/local/"
            + container,
        error.get("LogStreamArn").stringValue());
  }

  @Test
  void fiveMegabytesPassBetweenContainersAndOneByteMoreDoesNot() throws Exception {
    int limit = 5 * 1024 * 1024;

    assertEquals(200, invoke("a:size:" + limit).statusCode());
    var response = invoke("a:size:" + (limit + 1));

    assertError(response, 424, "ModelError");
    assertEquals(
        "Received response from a with status code 200. However, the request payload from a to b"
            + " is 5242881 bytes, which exceeds the limit of 5 MB.",
        json(response).get("Message").stringValue());
  }

  @ParameterizedTest
  @CsvSource({
    "hang,Your invocation timed out while waiting for a response from container b",
    "reset,The connection to container b broke"
  })
  void noAnswerIsServerErrorZero(String order, String message) throws Exception {
    var response = invoke("a:echo b:" + order);

    assertError(response, 424, "ModelError");
    assertEquals(0, json(response).get("OriginalStatusCode").intValue());
    assertTrue(
        json(response)
            .get("Message")
            .stringValue()
            .startsWith("Received server error (0) from b with message \"" + message),
        response.body());
  }

  @Test
  void bytesPassUnchanged() throws Exception {
    var body = new byte[3_000_000];
    new Random(3).nextBytes(body);
    byte[] order = "a:echo b:echo".getBytes(US_ASCII);
    System.arraycopy(order, 0, body, 0, order.length);

    var response =
        http.send(
            request("/invocations").POST(BodyPublishers.ofByteArray(body)).build(),
            BodyHandlers.ofByteArray());

    assertArrayEquals(body, response.body());
  }

  @Test
  void anEmptyBodyAndAChunkedOneAreServed() throws Exception {
    assertEquals(
        "|a null null null null|b text/a; part=\"1, 2\" null null null", invoke("").body());
    var chunks =
        BodyPublishers.concat(
            BodyPublishers.ofString("a:echo "), BodyPublishers.ofString("b:echo"));
    var unknownLength = BodyPublishers.fromPublisher(chunks);
    var response =
        http.send(request("/invocations").POST(unknownLength).build(), BodyHandlers.ofString());
    assertEquals("a:echo b:echo", response.body());
  }

  @Test
  void moreThan25MegabytesAreRefused() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write(
              "POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Length: 26214401\r\n\r\n"
                  .getBytes(US_ASCII));

      var answer = new StringBuilder();
      while (answer.indexOf("}") < 0) {
        int next = socket.getInputStream().read();
        assertTrue(next >= 0, answer::toString);
        answer.append((char) next);
      }

      assertTrue(answer.toString().startsWith("HTTP/1.1 400"), answer::toString);
      assertTrue(answer.indexOf("less than or equal to 26214400") > 0, answer::toString);
    }
  }

  @Test
  void bodiesBeyondTheMemoryForThemAreRefusedUntilOthersAreDone() throws Exception {
    var budget = new ByteBudget(1000);
    var endpoint = new Endpoint("small", "AllTraffic", "111122223333", "eu-west-1");
    String pad = " x".repeat(300);
    try (var small = start(endpoint, budget)) {
      var hanging = http.sendAsync(order(small, "a:echo b:hang" + pad), BodyHandlers.ofString());
      awaitHeld(budget, 613);

      var refused = http.send(order(small, "a:echo b:echo" + pad), BodyHandlers.ofString());
      var fits = http.send(order(small, "a:echo b:echo"), BodyHandlers.ofString());

      assertError(refused, 503, "ServiceUnavailable");
      assertEquals("a:echo b:echo", fits.body());
      assertEquals(424, hanging.get().statusCode());
      awaitHeld(budget, 0);
      var again = http.send(order(small, "a:echo b:echo" + pad), BodyHandlers.ofString());
      assertEquals(200, again.statusCode());
      var large = http.send(order(small, "a:echo b:size:1001"), BodyHandlers.ofString());
      assertError(large, 503, "ServiceUnavailable");
      awaitHeld(budget, 0);
    }
  }

  private static HttpRequest order(EndpointServer of, String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + of.port() + "/invocations"))
        .timeout(Duration.ofSeconds(30))
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static void awaitHeld(ByteBudget budget, long bytes) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (budget.held() != bytes) {
      assertTrue(System.nanoTime() < deadline, () -> budget.held() + " bytes are held");
      LockSupport.parkNanos(1_000_000);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "X-Amzn-SageMaker-Target-Model, m.tar.gz, does not support target model header",
    "X-Amzn-SageMaker-Target-Variant, blue, Variant blue not found",
    "X-Amzn-SageMaker-Target-Container-Hostname, b, TargetContainerHostname",
    "X-Amzn-SageMaker-Inference-Id,"
        + " 12345678901234567890123456789012345678901234567890123456789012345, at most 64"
  })
  void headersThatDoNotFitAreRefused(String name, String value, String message) throws Exception {
    var response = invoke("x", name, value);

    assertError(response, 400, "ValidationError");
    assertTrue(json(response).get("Message").stringValue().contains(message), response.body());
  }

  @Test
  void aTargetModelForASingleModelIsRefusedWithThePlatformsCode() throws Exception {
    JsonNode error = json(invoke("x", "X-Amzn-SageMaker-Target-Model", "m.tar.gz"));

    assertEquals("TARGET_MODEL_HEADER_NOT_SUPPORTED", error.get("ErrorCode").stringValue());
    assertEquals(
        "Endpoint orders is not a multi-model endpoint and does not support target model header.",
        error.get("Message").stringValue());
  }

  @Test
  void otherPathsAndMethodsAreNoOperation() throws Exception {
    assertError(post("/invocation", "x"), 404, "UnknownOperationException");
    var get = http.send(request("/invocations").GET().build(), BodyHandlers.ofString());
    assertError(get, 405, "UnknownOperationException");
  }

  @Test
  void pingAnswersForAllContainers() throws Exception {
    var response = http.send(request("/ping").GET().build(), BodyHandlers.ofString());

    assertEquals(200, response.statusCode());
    assertEquals("", response.body());
  }

  @Test
  void containersGetThePlatformsEnvironmentAndNothingElse() throws Exception {
    String environment = invoke("a:echo b:environment").body();

    assertEquals(
        "JDK_JAVA_OPTIONS LANG PATH SAGEMAKER_BASE_DIR SAGEMAKER_BIND_TO_PORT"
            + " SAGEMAKER_SAFE_PORT_RANGE TEST_NAME",
        String.join(
            " ",
            environment
                .lines()
                .filter(line -> line.contains("="))
                .map(line -> line.substring(0, line.indexOf('=')))
                .toList()));
    assertTrue(environment.endsWith(" x\ncode x\ncode/extra.txt -\nweights.txt -\n"), environment);
  }

  @Test
  void connectionsToContainersStayOpen() throws Exception {
    String first;
    String second;
    try (var one = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var order = request("/invocations").POST(BodyPublishers.ofString("a:echo b:peer")).build();
      first = one.send(order, BodyHandlers.ofString()).body();
      second = one.send(order, BodyHandlers.ofString()).body();
    }

    assertEquals(first, second);
    assertFalse(first.isEmpty());
  }

  @Test
  void concurrentInvocationsDoNotMix() {
    var answers =
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    http.sendAsync(
                            request("/invocations")
                                .POST(BodyPublishers.ofString("a:echo b:echo " + i))
                                .build(),
                            BodyHandlers.ofString())
                        .thenApply(HttpResponse::body))
            .toList();

    for (int i = 0; i < answers.size(); i++) {
      assertEquals("a:echo b:echo " + i, answers.get(i).join());
    }
  }

  private static void assertError(HttpResponse<String> response, int status, String type) {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals(type, header(response, "x-amzn-errortype"));
    assertEquals("application/json", header(response, "Content-Type"));
  }

  private static JsonNode json(HttpResponse<String> response) {
    return new JsonMapper().readTree(response.body());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private HttpResponse<String> invoke(String body, String... headers)
      throws IOException, InterruptedException {
    var request = request("/invocations").POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(30));
  }
}
