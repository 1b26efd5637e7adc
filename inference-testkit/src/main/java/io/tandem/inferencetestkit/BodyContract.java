package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.ContainerUnderTest.Fault;
import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Bodies: of every size, in every transfer coding, good and bad. */
public interface BodyContract extends Contract {
  int MIB = 1 << 20;

  @TestFactory
  default Stream<DynamicTest> badBodyIsRefusedWithPlaceAndExpectationAndNotTold() {
    return container().faults().stream()
        .map(fault -> DynamicTest.dynamicTest(fault.name(), () -> assertRefused(fault)));
  }

  private void assertRefused(Fault fault) throws IOException {
    Answer answer = post(List.of("Content-Type: " + fault.contentType()), fault.body());
    assertEquals(fault.status(), answer.status(), answer::toString);
    ErrorBody.of(answer).assertDetail(fault.detail());
    assertTrue(
        fault.secret().isEmpty() || !answer.text().contains(fault.secret()),
        () -> "the answer tells the caller's data: " + answer);
  }

  @Test
  default void emptyBodyIsA400() throws IOException {
    for (Sample sample : container().samples()) {
      Answer answer = post(List.of("Content-Type: " + sample.contentType()), NOTHING);
      assertEquals(400, answer.status(), () -> sample + ": " + answer);
      ErrorBody.of(answer).assertError("invalid_input");
    }
  }

  @Test
  default void bodyUpToTheLimitIsRead() throws IOException {
    for (int length : List.of(1, MIB, 24 * MIB)) {
      Answer answer = post(List.of(), ones(length));
      assertTrue(answer.status() == 200 || answer.status() == 400, () -> length + ": " + answer);
    }
  }

  @Test
  default void thirtyMegabytesAreA413ThatNamesTheLimit() throws IOException {
    try (Connection connection = new Connection(port())) {
      Answer answer = connection.exchange("POST", invocations(), List.of(), ones(30 * MIB));
      assertTooLarge(answer);
      // The connection is whole: what follows on it is answered.
      assertEquals(200, connection.exchange("GET", "/ping", List.of(), NOTHING).status());
    }
  }

  @Test
  default void thirtyMegabytesInChunksAreA413() throws IOException {
    try (Connection connection = new Connection(port())) {
      connection.head("POST", invocations(), List.of("Transfer-Encoding: chunked"));
      byte[] chunk = ones(MIB);
      for (int i = 0; i < 30; i++) {
        connection.chunk(chunk);
      }
      connection.chunk(NOTHING);
      assertTooLarge(connection.answer());
    }
  }

  @Test
  default void thirtyMegabytesOfAnOrdinaryClientAreA413() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (HttpRequest.BodyPublisher body :
          List.of(
              HttpRequest.BodyPublishers.ofByteArray(ones(30 * MIB)),
              HttpRequest.BodyPublishers.ofInputStream(
                  () -> new ByteArrayInputStream(ones(30 * MIB))))) {
        HttpResponse<String> response =
            client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port() + invocations()))
                    .version(HttpClient.Version.HTTP_1_1)
                    .POST(body)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(413, response.statusCode());
      }
    }
  }

  @Test
  default void tooLongBodyThatAsksFirstIsNotAskedFor() throws IOException {
    try (Connection connection = new Connection(port())) {
      connection.head(
          "POST", invocations(), List.of("Expect: 100-continue"), "Content-Length: " + 30 * MIB);
      assertTooLarge(connection.answer());
    }
  }

  @Test
  default void bodyThatAsksFirstIsAskedForAndAnswered() throws IOException {
    try (Connection connection = new Connection(port())) {
      byte[] body = firstSample().body();
      connection.head(
          "POST", invocations(), List.of("Expect: 100-continue"), "Content-Length: " + body.length);
      assertEquals(100, connection.answer().status());
      connection.write(body);
      assertEquals(200, connection.answer().status());
    }
  }

  @Test
  default void chunksOfAnySizeAreAnsweredLikeOneBody() throws IOException {
    byte[] body = firstSample().body();
    Answer whole = post(List.of(), body);
    for (int size : List.of(1, 7, body.length)) {
      try (Connection connection = new Connection(port())) {
        connection.head("POST", invocations(), List.of("Transfer-Encoding: chunked"));
        for (int from = 0; from < body.length; from += size) {
          connection.chunk(Arrays.copyOfRange(body, from, Math.min(from + size, body.length)));
        }
        connection.chunk(NOTHING);
        Answer answer = connection.answer();
        assertEquals(200, answer.status(), answer::toString);
        assertArrayEquals(whole.body(), answer.body());
      }
    }
  }

  @Test
  default void bodyThatArrivesInPiecesIsAnsweredLikeOneBody() throws IOException {
    byte[] body = firstSample().body();
    Answer whole = post(List.of(), body);
    try (Connection connection = new Connection(port())) {
      connection.head("POST", invocations(), List.of(), "Content-Length: " + body.length);
      for (byte piece : body) {
        connection.write(new byte[] {piece});
      }
      assertArrayEquals(whole.body(), connection.answer().body());
    }
  }

  @Test
  default void bodyThatBreaksOffHarmsNobody() throws IOException {
    for (String length : List.of("Content-Length: 1000000", "Transfer-Encoding: chunked")) {
      try (Connection connection = new Connection(port())) {
        connection.head("POST", invocations(), List.of(length));
        connection.write("5\r\nhel".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      }
    }
    assertFalse(invoke().body().length == 0);
  }

  private static void assertTooLarge(Answer answer) {
    assertEquals(413, answer.status(), answer::toString);
    ErrorBody.of(answer).assertError("too_large").assertDetail(Integer.toString(25 * MIB));
  }

  private static byte[] ones(int length) {
    byte[] body = new byte[length];
    Arrays.fill(body, (byte) '1');
    return body;
  }
}
