package io.tandem.localsagemaker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localsagemaker.container.Containers;
import io.tandem.localsagemaker.container.Stage;
import io.tandem.localsagemaker.endpoint.ByteBudget;
import io.tandem.localsagemaker.endpoint.Endpoint;
import io.tandem.localsagemaker.endpoint.EndpointServer;
import io.tandem.localsagemaker.multimodel.LoadedModels;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointRequest;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointResponse;
import software.amazon.awssdk.services.sagemakerruntime.model.ModelErrorException;
import software.amazon.awssdk.services.sagemakerruntime.model.ServiceUnavailableException;
import software.amazon.awssdk.services.sagemakerruntime.model.ValidationErrorException;

/** What a caller with the AWS SDK gets; only the address of the endpoint is told to the SDK. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SdkClientTest {
  private static final Duration INVOCATION_TIMEOUT = Duration.ofSeconds(2);
  private static final Endpoint ORDERS =
      new Endpoint("orders", "AllTraffic", "111122223333", "eu-west-1");

  private final Terminal terminal =
      new Terminal(new PrintStream(new ByteArrayOutputStream(), true, US_ASCII));
  private Containers containers;
  private EndpointServer server;
  private SageMakerRuntimeClient client;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    containers = Stage.create(folder, Map.of(), Map.of()).start(terminal);
    containers.awaitReady(Duration.ofSeconds(60));
    server = start(containers, new ByteBudget(64 << 20));
    client = clientOf(server);
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
    containers.close();
  }

  @Test
  void anAnswerComesWithItsTypeAttributesAndVariant() {
    InvokeEndpointResponse response =
        client.invokeEndpoint(
            order("body")
                .contentType("text/csv")
                .accept("text/x")
                .customAttributes("trace=1")
                .build());

    assertEquals(
        "body|a text/csv null trace=1 null|b text/a; part=\"1, 2\" text/x trace=1 null",
        response.body().asUtf8String());
    assertEquals("text/b; part=\"1, 2\"", response.contentType());
    assertEquals("trace=1-from-b", response.customAttributes());
    assertEquals("AllTraffic", response.invokedProductionVariant());
    assertIsId(response.responseMetadata().requestId());
  }

  @Test
  void bytesPassUnchanged() {
    byte[] body = "a:echo b:echo \0\r\n\u00ff".getBytes(US_ASCII);
    body[body.length - 1] = (byte) 0xff;

    InvokeEndpointResponse response =
        client.invokeEndpoint(order("").body(SdkBytes.fromByteArray(body)).build());

    assertArrayEquals(body, response.body().asByteArray());
  }

  @ParameterizedTest
  @CsvSource({"a,415,client", "b,400,client", "a,500,server", "b,503,server"})
  void aContainersErrorIsAModelError(String container, int status, String side) {
    String echo = container.equals("b") ? "a:echo " : "";

    ModelErrorException error = refused(echo + container + ":fail:" + status);

    String message = "it is too odd".repeat(200).substring(0, 2048);
    assertModelError(
        error,
        container,
        status,
        message,
        "Received %s error (%d) from %s with message \"%s\"."
            .formatted(side, status, container, message));
  }

  @ParameterizedTest
  @CsvSource({
    "hang,Your invocation timed out while waiting for a response from container b",
    "reset,The connection to container b broke"
  })
  void noAnswerOfAContainerIsAModelError(String order, String start) {
    ModelErrorException error = refused("a:echo b:" + order);

    assertTrue(error.originalMessage().startsWith(start), error.originalMessage());
    assertModelError(
        error,
        "b",
        0,
        error.originalMessage(),
        "Received server error (0) from b with message \"%s\".".formatted(error.originalMessage()));
  }

  @Test
  void theEndOfAContainerIsAModelError(@TempDir Path folder) throws Exception {
    try (var ending = Stage.create(folder, Map.of()).start(terminal)) {
      ending.awaitReady(Duration.ofSeconds(60));
      try (var ofEnding = start(ending, new ByteBudget(64 << 20));
          var caller = clientOf(ofEnding)) {
        ModelErrorException error =
            assertThrows(
                ModelErrorException.class, () -> caller.invokeEndpoint(order("a:die").build()));

        assertModelError(
            error,
            "a",
            0,
            error.originalMessage(),
            "Received server error (0) from a with message \"%s\"."
                .formatted(error.originalMessage()));
      }
    }
  }

  @Test
  void anAnswerTooLargeForTheNextContainerIsAModelErrorOfStatus200() {
    ModelErrorException error = refused("a:size:5242881");

    String text =
        "Received response from a with status code 200. However, the request payload from a to b"
            + " is 5242881 bytes, which exceeds the limit of 5 MB.";
    assertModelError(error, "a", 200, text, text);
  }

  @Test
  void anotherEndpointIsAValidationError() {
    ValidationErrorException error =
        assertThrows(
            ValidationErrorException.class,
            () -> client.invokeEndpoint(order("x").endpointName("other").build()));

    assertError(error, 400, "ValidationError", "Endpoint other of account 111122223333 not found.");
  }

  @Test
  void aBodyBeyondTheMemoryForBodiesIsServiceUnavailable() {
    try (var small = start(containers, new ByteBudget(10));
        var caller = clientOf(small)) {
      ServiceUnavailableException error =
          assertThrows(
              ServiceUnavailableException.class,
              () -> caller.invokeEndpoint(order("eleven byte").build()));

      assertError(
          error,
          503,
          "ServiceUnavailable",
          "Too many bytes in invocations under way; try again later");
    }
  }

  @Test
  void aBodyTooLargeIsAValidationError() {
    SdkBytes body = SdkBytes.fromByteArray(new byte[26_214_401]);

    ValidationErrorException error =
        assertThrows(
            ValidationErrorException.class,
            () -> client.invokeEndpoint(order("").body(body).build()));

    assertError(
        error,
        400,
        "ValidationError",
        "Value at 'body' failed to satisfy constraint: Member must have length less than or equal"
            + " to 26214400");
  }

  private static void assertModelError(
      ModelErrorException error, String container, int status, String message, String text) {
    assertError(error, 424, "ModelError", text);
    assertEquals(status, error.originalStatusCode());
    assertEquals(message, error.originalMessage());
    assertEquals(
        "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/sagemaker/Endpoints/orders"
            + ":log-stream:AllTraffic/local/"
            + container,
        error.logStreamArn());
  }

  private static void assertError(
      AwsServiceException error, int status, String code, String message) {
    assertEquals(status, error.statusCode());
    assertEquals(code, error.awsErrorDetails().errorCode());
    assertEquals(message, error.awsErrorDetails().errorMessage());
    assertIsId(error.requestId());
  }

  private static void assertIsId(String requestId) {
    assertEquals(requestId, UUID.fromString(requestId).toString());
  }

  private ModelErrorException refused(String body) {
    return assertThrows(
        ModelErrorException.class, () -> client.invokeEndpoint(order(body).build()));
  }

  private static InvokeEndpointRequest.Builder order(String body) {
    return InvokeEndpointRequest.builder()
        .endpointName(ORDERS.name())
        .body(SdkBytes.fromUtf8String(body));
  }

  private static EndpointServer start(Containers containers, ByteBudget memory) {
    return EndpointServer.start(
        ORDERS, containers, INVOCATION_TIMEOUT, memory, 0, LoadedModels.NO_LIMIT);
  }

  private static SageMakerRuntimeClient clientOf(EndpointServer server) {
    return SageMakerRuntimeClient.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + server.port()))
        .region(Region.of(ORDERS.region()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "none")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }
}
