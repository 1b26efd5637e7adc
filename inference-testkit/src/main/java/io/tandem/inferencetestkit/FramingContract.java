package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a request ends must be clear, or bytes of one become another: to a server before this one
 * they may be the body, here the next request. Whatever is unclear is refused, once, and nothing
 * that follows on the connection is read as a request.
 */
interface FramingContract extends Contract {
  /** What an attacker would have taken for a request of somebody else. */
  String HIDDEN = "GET /execution-parameters HTTP/1.1\r\nHost: hidden\r\n\r\n";

  String HEAD = "POST /invocations HTTP/1.1\r\nHost: a\r\n";
  String CHUNKED = HEAD + "Transfer-Encoding: chunked\r\n\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 18446744073709551616", // 2^64, which overflows to 0
        "Content-Length: 18446744073709551620", // 2^64 + 4
        "Content-Length: 36893488147419103232", // 2^65
        "Content-Length: 9223372036854775808", // 2^63
        "Content-Length: 340282366920938463463374607431768211460", // 2^128 + 4
        "Content-Length: 0000000000000000000000000000000000000004",
        "Content-Length: -4",
        "Content-Length: +4",
        "Content-Length: 4, 4",
        "Content-Length: 4,5",
        "Content-Length: 4;",
        "Content-Length: 0x4",
        "Content-Length: 4 4",
        "Content-Length: 4.0",
        "Content-Length: 4e0",
        "Content-Length: 4_0",
        "Content-Length: \"4\"",
        "Content-Length: \u00b4",
        "Content-Length:",
        "Content-Length: 4\r\n 0", // folded
        "Content-Length: 4\r\nContent-Length: 4",
        "Content-Length: 4\r\nContent-Length: 5",
        "Content-Length: 4\r\ncontent-length: 0",
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 4",
        "Transfer-Encoding: identity\r\nContent-Length: 4",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: identity",
        "Transfer-Encoding:",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunkedx",
        "Transfer-Encoding: chunked x",
        "Transfer-Encoding: chun\r\n ked", // folded
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding: chunked;q=1",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, gzip",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: chunked,",
        "Transfer-Encoding: \u000bchunked",
        "Transfer-Encoding: chunked\u0000",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding\t: chunked",
        " Transfer-Encoding: chunked",
        "Transfer-Encoding",
        "Content-Length : 4",
        "Content-\u0000Length: 4",
        "Content-Length: 4\nX: 1",
        "X: 1\nContent-Length: 4",
        "X: 1\rContent-Length: 4",
        "X: a\u0000b",
        "Host: b",
        ": 4"
      })
  default void unclearHeadIsRefusedOnce(String header) throws IOException {
    assertRefusedOnce(HEAD + header + "\r\n\r\n0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "zz",
        "g",
        "-1",
        "+4",
        "0x4",
        "4h",
        " 4",
        "4 ",
        "4\t",
        "4 4",
        "4,",
        "4.0",
        "\uff14",
        "\u00b4",
        "4\u0000",
        "00000000000000004",
        "10000000000000004",
        "fffffffffffffffff",
        "8000000000000004",
        "ffffffffffffffff",
        ";a=b",
        "4;a=\u0000",
        "4;a=\r",
        "4;a=\n",
        "4;a=\u007f",
        "4\n",
        "4\r",
        "5",
        "3"
      })
  default void badChunkSizeIsRefusedOnce(String size) throws IOException {
    assertRefusedOnce(CHUNKED + size + "\r\n1234\r\n0\r\n\r\n");
    // Behind a good one: what was read of the body so far is not answered.
    assertRefusedOnce(CHUNKED + "4\r\n1,2\n\r\n" + size + "\r\n1234\r\n0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4\r\n12340\r\n\r\n",
        "4\r\n1234\n0\r\n\r\n",
        "4\r\n1234\r0\r\n\r\n",
        "4\r\n1234\r\r\n0\r\n\r\n",
        "4\r\n1234 \r\n0\r\n\r\n",
        "4\n1234\r\n0\r\n\r\n",
        "4\r\n1234\r\n0\n\n",
        "4\r\n1234\r\n0\r\n\n",
        "4\r\n1234\r\n0\r\n\rX",
        "4\r\n1234\r\n0\r\nX\r\n\r\n",
        "4\r\n1234\r\n0\r\n: 1\r\n\r\n",
        "4\r\n1234\r\n0\r\nX: 1\n\r\n",
        "4\r\n1234\r\n0\r\nX : 1\r\n\r\n",
        "4\r\n1234\r\n0\r\nX: 1\r\n folded\r\n\r\n",
        "4\r\n1234\r\n0\r\nX: \u0000\r\n\r\n"
      })
  default void badEndOfAChunkOrOfAllIsRefusedOnce(String body) throws IOException {
    assertRefusedOnce(CHUNKED + body);
  }

  @Test
  default void extensionsAndTrailersAreBounded() throws IOException {
    String many = "x".repeat(100_000);
    assertRefusedOnce(CHUNKED + "4;" + many + "\r\n1234\r\n0\r\n\r\n");
    assertRefusedOnce(CHUNKED + "1;x=12345678\r\n1\r\n".repeat(10_000) + "0\r\n\r\n");
    assertRefusedOnce(CHUNKED + "4\r\n1234\r\n0\r\nX: " + many + "\r\n\r\n");
    assertRefusedOnce(CHUNKED + "4\r\n1234\r\n0\r\n" + "X: 1\r\n".repeat(10_000) + "\r\n");
  }

  @Test
  default void codingIsNoneOfHttp10() throws IOException {
    assertRefusedOnce(CHUNKED.replace("HTTP/1.1", "HTTP/1.0") + "0\r\n\r\n");
    assertRefusedOnce(
        CHUNKED.replace("HTTP/1.1\r\n", "HTTP/1.0\r\nConnection: keep-alive\r\n") + "0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /ping",
        "HEAD /ping",
        "POST /ping",
        "GET /execution-parameters",
        "GET /invocations",
        "PUT /invocations",
        "POST /unknown",
        "GET /unknown"
      })
  default void noOtherPathOrMethodReadsWhatIsHidden(String request) throws IOException {
    String head = request + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (String body : List.of("zz\r\n\r\n", "4\r\n12340\r\n\r\n", "-1\r\n\r\n")) {
      String answers = exchange(head + body + HIDDEN);
      assertTrue(count(answers) <= 1, answers);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%x\r\n%s\r\n0\r\n\r\n",
        "%X\r\n%s\r\n0\r\n\r\n",
        "00000%x\r\n%s\r\n000\r\n\r\n",
        "%x;a=b\r\n%s\r\n0;c\r\n\r\n",
        "%x ;a=\"b;\t\u00e9\"\r\n%s\r\n0\r\n\r\n",
        "%x\r\n%s\r\n0\r\nX-Sum: 1\r\nY:\r\n\r\n"
      })
  default void whatTheRuleAllowsIsReadAndTheNextRequestToo(String form) throws IOException {
    Answer whole = invoke();
    String body = new String(firstSample().body(), StandardCharsets.ISO_8859_1);
    String chunks = form.formatted(firstSample().body().length, body);
    for (String coding :
        List.of("chunked", "Chunked", "CHUNKED", "\t chunked \t", "\r\n chunked")) {
      try (Connection connection = new Connection(port())) {
        String head = CHUNKED.replace(" chunked", " " + coding);
        connection.write((head + chunks + HIDDEN).getBytes(StandardCharsets.ISO_8859_1));
        Answer answer = connection.answer();
        assertEquals(200, answer.status(), answer::toString);
        assertArrayEquals(whole.body(), answer.body());
        assertEquals(200, connection.answer().status());
      }
    }
  }

  @Test
  default void chunksCutAnywhereAreRead() throws IOException {
    Answer whole = invoke();
    String body = new String(firstSample().body(), StandardCharsets.ISO_8859_1);
    String chunks =
        "1;a=b\r\n%s\r\n%x\r\n%s\r\n0\r\nX: 1\r\n\r\n"
            .formatted(body.substring(0, 1), body.length() - 1, body.substring(1));
    try (Connection connection = new Connection(port())) {
      for (byte one : (CHUNKED + chunks).getBytes(StandardCharsets.ISO_8859_1)) {
        connection.write(new byte[] {one});
      }
      assertArrayEquals(whole.body(), connection.answer().body());
    }
  }

  /** A caller that was refused before it was asked for its body may leave it out. */
  @Test
  default void bodyThatWasNotAskedForIsNotAwaited() throws IOException {
    for (String path : List.of("/unknown", "/invocations")) {
      try (Connection connection = new Connection(port())) {
        List<String> headers = List.of("Accept: x/x", "Expect: 100-continue");
        connection.head("POST", path, headers, "Content-Length: 99");
        Answer answer = connection.answer();
        assertTrue(answer.status() >= 400, answer::toString);
        assertEquals("close", answer.header("Connection").orElse("none"));
        assertEquals("", connection.rest());
      }
    }
  }

  @Test
  default void answerDoesNotAwaitABodyThatWasNotAskedFor() throws IOException {
    for (String path : List.of("/ping", "/execution-parameters")) {
      try (Connection connection = new Connection(port())) {
        connection.head("GET", path, List.of("Expect: 100-continue"), "Content-Length: 99");
        Answer answer = connection.answer();
        assertEquals(200, answer.status(), answer::toString);
        assertEquals("close", answer.header("Connection").orElse("none"));
        assertEquals("", connection.rest());
      }
    }
  }

  private void assertRefusedOnce(String request) throws IOException {
    String answers = exchange(request + HIDDEN);
    assertEquals(1, count(answers), answers);
    assertTrue(answers.matches("(?s)HTTP/1\\.[01] (400|501) .*"), answers);
    assertTrue(answers.toLowerCase(Locale.ROOT).contains("connection: close\r\n"), answers);
  }

  /** All that comes until the connection is closed. */
  private String exchange(String bytes) throws IOException {
    try (Connection connection = new Connection(port())) {
      try {
        connection.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      } catch (SocketException e) {
        // Closed before all was sent; the answer is there.
      }
      return connection.rest();
    }
  }

  private static int count(String answers) {
    return answers.split("HTTP/1\\.[01] [0-9]{3} ", -1).length - 1;
  }
}
