package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths, methods, headers and connections. */
interface HttpContract extends Contract {
  String ATTRIBUTES = "X-Amzn-SageMaker-Custom-Attributes";
  int CONNECT_MILLIS = (int) TimeUnit.SECONDS.toMillis(10);

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "POST"})
  default void pingIsAnEmpty200(String method) throws IOException {
    Answer answer = Connection.exchange(port(), method, "/ping", List.of(), NOTHING);
    assertEquals(200, answer.status());
    assertEquals("0", answer.header("Content-Length").orElse("none"));
  }

  @Test
  default void executionParametersAreAFlatJsonObject() throws IOException {
    Answer answer = Connection.exchange(port(), "GET", "/execution-parameters", List.of(), NOTHING);
    assertEquals(200, answer.status());
    assertEquals("application/json", answer.header("Content-Type").orElse("none"));
    Map<String, String> parameters = ErrorBody.flatJson(answer.text());
    assertEquals("MULTI_RECORD", parameters.get("BatchStrategy"));
    assertEquals("6", parameters.get("MaxPayloadInMB"));
    assertTrue(Integer.parseInt(parameters.getOrDefault("MaxConcurrentTransforms", "0")) >= 1);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/invocations,POST",
    "PUT,/invocations,POST",
    "HEAD,/invocations,POST",
    "OPTIONS,/invocations,POST",
    "BREW,/invocations,POST",
    "DELETE,/ping,'GET, HEAD, POST'",
    "POST,/execution-parameters,'GET, HEAD'"
  })
  default void wrongMethodIsA405ThatSaysWhatIsAllowed(String method, String path, String allowed)
      throws IOException {
    Answer answer = Connection.exchange(port(), method, path, List.of(), NOTHING);
    assertEquals(405, answer.status());
    assertEquals(allowed, answer.header("Allow").orElse("none"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/ping/", "/invocations/x", "/Ping", "/models", "/../ping"})
  default void unknownPathIsA404(String path) throws IOException {
    Answer answer = Connection.exchange(port(), "GET", path, List.of(), NOTHING);
    assertEquals(404, answer.status(), answer::toString);
    ErrorBody.of(answer).assertError("not_found").assertDetail("/invocations");
  }

  @Test
  default void customAttributesComeBackWithEveryAnswer() throws IOException {
    String attributes = "trace=1;\"a\",{b}~ " + "x".repeat(1000);
    String header = ATTRIBUTES + ": " + attributes;
    for (Answer answer :
        List.of(
            invoke(header),
            invoke(header, "Accept: text/x-unknown"),
            post(List.of(header), NOTHING),
            Connection.exchange(port(), "GET", "/invocations", List.of(header), NOTHING),
            Connection.exchange(port(), "GET", "/unknown", List.of(header), NOTHING))) {
      assertEquals(attributes, answer.header(ATTRIBUTES).orElse("none"), answer::toString);
    }
    assertTrue(invoke(ATTRIBUTES + ": " + "x".repeat(1025)).header(ATTRIBUTES).isEmpty());
  }

  @Test
  default void unknownHeadersAndAnyHostAreFine() throws IOException {
    assertEquals(
        200,
        invoke("X-Amzn-SageMaker-Inference-Id: 1", "X-Unknown: 2", "Host: container-0.local")
            .status());
  }

  @Test
  default void connectionIsKeptOverAnswersOfAllKinds() throws IOException {
    byte[] body = firstSample().body();
    try (Connection connection = new Connection(port())) {
      for (String accept : List.of("*/*", "text/x-unknown", "*/*", "*/*;q=z", "*/*")) {
        List<String> headers = List.of("Accept: " + accept);
        Answer answer = connection.exchange("POST", "/invocations", headers, body);
        assertEquals(accept.equals("*/*"), answer.status() == 200, answer::toString);
        assertTrue(answer.header("Content-Length").isPresent());
      }
      assertEquals(404, connection.exchange("POST", "/unknown", List.of(), body).status());
      assertEquals(200, connection.exchange("GET", "/ping", List.of(), NOTHING).status());
    }
  }

  @Test
  default void requestsSentAheadAreAnsweredInOrder() throws IOException {
    byte[] body = firstSample().body();
    try (Connection connection = new Connection(port())) {
      for (int i = 0; i < 20; i++) {
        connection.head("POST", "/invocations", List.of(), "Content-Length: " + body.length);
        connection.write(body);
        connection.head("GET", i % 2 == 0 ? "/ping" : "/unknown", List.of());
      }
      for (int i = 0; i < 20; i++) {
        assertEquals(200, connection.answer().status());
        assertEquals(i % 2 == 0 ? 200 : 404, connection.answer().status());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /invocations HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n1234",
        "POST /invocations HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST /invocations HTTP/1.1\r\nHost: a\r\nContent-Length: 1x\r\n\r\n1",
        "POST /invocations HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n1",
        "POST /invocations HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /ping HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\nGET /ping HTTP/1.1\r\nHost: a\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\r\n\r\n",
        "hello\r\n\r\n"
      })
  default void requestWithAnUnclearEndIsNotFollowedByAnother(String request) throws IOException {
    try (Connection connection = new Connection(port())) {
      connection.write(request.getBytes(StandardCharsets.ISO_8859_1));
      connection.awaitClosed();
    }
    assertEquals(200, invoke().status());
  }

  @Test
  default void headersBeyondTheLimitAreNotRead() throws IOException {
    List<String> headers = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      headers.add("X-" + i + ": 1");
    }
    for (List<String> tooMuch : List.of(headers, List.of("X-Long: " + "x".repeat(1 << 20)))) {
      try {
        assertTrue(Connection.exchange(port(), "GET", "/ping", tooMuch, NOTHING).status() >= 400);
      } catch (IOException e) {
        // Closing the connection is an answer as well.
      }
    }
    assertEquals(200, invoke().status());
  }

  /**
   * All are taken and none of them is in the way of a request. How fast is not told here: that
   * depends on the machine.
   */
  @Test
  default void aThousandConnectionsAreTakenAtOnce() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
      for (int i = 0; i < 1000; i++) {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.connect(address, CONNECT_MILLIS);
      }
      assertEquals(200, Connection.exchange(port(), "GET", "/ping", List.of(), NOTHING).status());
      assertEquals(200, invoke().status());
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
