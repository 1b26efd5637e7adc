package io.tandem.localaws.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no well-behaved client sends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WireTest {
  private static final String SIGNATURE = ";chunk-signature=" + "0".repeat(64);
  private static final String SIGNED =
      "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD\r\n";
  private static final String SIGNED_TRAILER =
      "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER\r\n";
  private static final String TRAILER =
      lines(
          "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER",
          "x-amz-trailer: x-amz-checksum-crc32");
  private static final String LENGTH_5 = "x-amz-decoded-content-length: 5\r\n";

  private TestServer server;
  private RawClient client;
  private Path outside;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    server = TestServer.start(folder.resolve("s3"));
    client = new RawClient(server.port());
    Files.createDirectory(server.root().resolve("orders"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  /** Whatever was sent, nothing is left under way and nothing got out. */
  @AfterEach
  void nothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(server.root().resolve(".s3/under-way"));
        Stream<Path> there = Files.list(outside)) {
      assertEquals(List.of(), left.toList());
      assertEquals(List.of(outside.resolve("secret")), there.toList());
    }
  }

  private RawClient.Answer put(String headers, String body) throws IOException {
    Files.deleteIfExists(server.file("orders", "k"));
    return client.send("PUT /orders/k", headers, body.getBytes(ISO_8859_1));
  }

  private String stored() throws IOException {
    return Files.readString(server.file("orders", "k"));
  }

  private void refused(String code, RawClient.Answer answer) {
    assertEquals(code, answer.code(), answer.text());
    assertFalse(Files.exists(server.file("orders", "k")));
  }

  @Test
  void chunksOfEachKindAreTakenOff() throws IOException {
    String chunks = "2" + SIGNATURE + "\r\nhe\r\n3" + SIGNATURE + "\r\nllo\r\n0" + SIGNATURE;
    assertEquals(200, put(SIGNED + LENGTH_5, chunks + "\r\n\r\n").status());
    assertEquals("hello", stored());

    String signed =
        chunks
            + "\r\nx-amz-checksum-crc32:NhCmhg==\r\nx-amz-trailer-signature:"
            + "0".repeat(64)
            + "\r\n\r\n";
    String announced = "x-amz-trailer: x-amz-checksum-crc32\r\n";
    assertEquals(200, put(SIGNED_TRAILER + announced + LENGTH_5, signed).status());
    assertEquals("hello", stored());

    String plain = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";
    assertEquals(200, put(TRAILER + LENGTH_5, plain).status());
    assertEquals("hello", stored());

    String bareNewline = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\n\r\n";
    assertEquals(200, put(TRAILER + LENGTH_5, bareNewline).status());
  }

  @ParameterizedTest
  @CsvSource({
    "InvalidRequest, 5\\r\\nhelloX\\r\\n0\\r\\n",
    "InvalidRequest, x\\r\\nhello\\r\\n0\\r\\n",
    "InvalidRequest, -5\\r\\nhello\\r\\n0\\r\\n",
    "InvalidRequest, 0x5\\r\\nhello\\r\\n0\\r\\n",
    "InvalidRequest, 5;a=b\\r\\nhello\\r\\n0\\r\\n",
    "InvalidRequest, 5\\nhello\\r\\n0\\r\\n",
    "InvalidRequest, 00000000000000005\\r\\nhello\\r\\n0\\r\\n",
    "EntityTooLarge, ffffffffffffffff\\r\\nhello\\r\\n0\\r\\n",
    "EntityTooLarge, 7fffffffffffffff\\r\\nhello\\r\\n0\\r\\n",
    "IncompleteBody, 6\\r\\nhello",
    "IncompleteBody, 5\\r\\nhello\\r\\n",
    "IncompleteBody, 5\\r\\nhello\\r\\n0\\r\\n",
    "IncompleteBody, ''",
    "IncompleteBody, 4\\r\\nhell\\r\\n0\\r\\nx-amz-checksum-crc32:7ifIaQ==\\r\\n\\r\\n",
    "MalformedTrailerError, 5\\r\\nhello\\r\\n0\\r\\n\\r\\n",
    "MalformedTrailerError, 5\\r\\nhello\\r\\n0\\r\\nx-amz-checksum-sha1:NhCmhg==\\r\\n\\r\\n",
    "MalformedTrailerError, 5\\r\\nhello\\r\\n0\\r\\nnonsense\\r\\n\\r\\n",
    "BadDigest, 5\\r\\nhello\\r\\n0\\r\\nx-amz-checksum-crc32:AAAAAA==\\r\\n\\r\\n",
    "BadDigest, 5\\r\\nhullo\\r\\n0\\r\\nx-amz-checksum-crc32:NhCmhg==\\r\\n\\r\\n",
    "InvalidRequest, 5\\r\\nhello\\r\\n0\\r\\nx-amz-checksum-crc32:NhCmhg==\\r\\n\\r\\nmore"
  })
  void chunksThatAreNoneAreRefused(String code, String body) throws IOException {
    refused(code, put(TRAILER + LENGTH_5, body.replace("\\r", "\r").replace("\\n", "\n")));
  }

  @Test
  void aLongHeaderOfAChunkIsRefused() throws IOException {
    refused("InvalidRequest", put(TRAILER + LENGTH_5, "0".repeat(1 << 14)));
    refused("InvalidRequest", put(SIGNED + LENGTH_5, "5\r\nhello\r\n0\r\n\r\n"));
    refused("InvalidRequest", put(TRAILER + LENGTH_5, "5\r\nhello\r\n0\r\n" + "a".repeat(1 << 14)));
  }

  @Test
  void bodiesThatAreNotWhatTheirHeadersSayAreRefused() throws IOException {
    String zeros = "0".repeat(64);
    refused("XAmzContentSHA256Mismatch", put("x-amz-content-sha256: " + zeros + "\r\n", "hello"));
    refused("InvalidArgument", put("x-amz-content-sha256: nonsense\r\n", "hello"));
    refused("NotImplemented", put("x-amz-content-sha256: STREAMING-OTHER\r\n", "hello"));
    refused("BadDigest", put("Content-MD5: XrY7u+Ae7tCTyyK7j1rNww==\r\n", "hello"));
    refused("InvalidDigest", put("Content-MD5: nonsense\r\n", "hello"));
    refused("BadDigest", put("x-amz-checksum-crc32: AAAAAA==\r\n", "hello"));
    refused("InvalidRequest", put("x-amz-checksum-crc32: AAAA\r\n", "hello"));
    refused("NotImplemented", put("x-amz-checksum-md99: AAAA\r\n", "hello"));
    refused(
        "InvalidRequest",
        put("x-amz-checksum-crc32: AAAAAA==\r\nx-amz-checksum-crc32c: AAAAAA==\r\n", "hello"));
    refused("MissingContentLength", put(SIGNED, "0" + SIGNATURE + "\r\n\r\n"));
    refused("MetadataTooLarge", put("x-amz-meta-a: " + "a".repeat(2048) + "\r\n", "hello"));
    refused("NotImplemented", put("x-amz-tagging: a=b\r\n", "hello"));
    refused("NotImplemented", put("x-amz-storage-class: GLACIER\r\n", "hello"));

    assertEquals(200, put("Content-MD5: XUFAKrxLKna5cZ2REBfFkg==\r\n", "hello").status());
    // The check values of the catalogue of CRCs.
    assertEquals(200, put("x-amz-checksum-crc32c: 4waSgw==\r\n", "123456789").status());
    assertEquals(200, put("x-amz-checksum-crc64nvme: rosUhgp5mIg=\r\n", "123456789").status());
  }

  @Test
  void aBodyWithoutLengthIsRefused() throws IOException {
    Files.deleteIfExists(server.file("orders", "k"));
    refused(
        "MissingContentLength",
        client.exchange(
            lines(
                    "PUT /orders/k HTTP/1.1",
                    "Host: x",
                    "Connection: close",
                    "Transfer-Encoding: chunked",
                    "")
                .getBytes(ISO_8859_1),
            "5\r\nhello\r\n0\r\n\r\n".getBytes(ISO_8859_1)));
  }

  @Test
  void aBodyThatEndsEarlyLeavesNothing() throws IOException {
    Files.deleteIfExists(server.file("orders", "k"));
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket
          .getOutputStream()
          .write(
              "PUT /orders/k HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello"
                  .getBytes(ISO_8859_1));
      socket.shutdownOutput();
      socket.setSoTimeout(20_000);
      socket.getInputStream().readAllBytes();
    }

    assertFalse(Files.exists(server.file("orders", "k")));
  }

  @Test
  void aClientThatWaitsIsToldToGoOnOrNot() throws IOException {
    for (String bucket : List.of("orders", "absent")) {
      String head =
          lines(
              "PUT /" + bucket + "/k HTTP/1.1",
              "Host: x",
              "Connection: close",
              "Expect: 100-continue",
              "Content-Length: 5",
              "");
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(head.getBytes(ISO_8859_1));
        String first = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
        if (bucket.equals("absent")) {
          assertEquals("HTTP/1.1 404", first);
          String rest = new String(socket.getInputStream().readAllBytes(), UTF_8);
          assertTrue(rest.contains("<Code>NoSuchBucket</Code>"), rest);
        } else {
          assertEquals("HTTP/1.1 100", first);
          socket.getOutputStream().write("hello".getBytes(ISO_8859_1));
          String rest = new String(socket.getInputStream().readAllBytes(), UTF_8);
          assertTrue(rest.contains("HTTP/1.1 200"), rest);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/orders/../outside/x",
        "/orders/%2e%2e/x",
        "/orders/..%2f..%2foutside%2fx",
        "/orders/a/../../x",
        "/orders/.",
        "/orders/./a",
        "/orders//a",
        "/orders/a//b",
        "/orders/a/",
        "/orders/%2fetc%2fpasswd",
        "/orders/a%00b",
        "/orders/%ff",
        "/orders/%c0%ae%c0%ae/x",
        "/orders/%ed%a0%80",
        "/orders/a%",
        "/orders/a%zz",
        "/.s3/objects",
        "/.s3/uploads/x",
        "/../outside/x",
        "/%2e%2e/outside",
        "/Orders/a",
        "/or/a",
        "//a"
      })
  void namesFromHellAreRefused(String path) throws IOException {
    for (String method : List.of("PUT", "GET", "DELETE")) {
      RawClient.Answer answer = client.send(method + " " + path, "", new byte[0]);

      assertEquals(400, answer.status(), method + " " + answer.text());
      assertFalse(answer.text().contains("secret"), answer.text());
    }
  }

  @Test
  void longNamesAreRefusedAndThoseThatJustFitAreKept() throws IOException {
    String part = "a".repeat(255);
    String fits = String.join("/", part, part, part, "é".repeat(127), "b");
    assertEquals(1024, fits.getBytes(UTF_8).length);
    assertEquals(
        "KeyTooLongError",
        client
            .send("PUT /orders/" + fits.replace('é', 'e') + "b".repeat(128), "", new byte[0])
            .code());
    assertEquals(
        "InvalidArgument", client.send("PUT /orders/" + part + "a", "", new byte[0]).code());
    String escaped = fits.replace("é", "%C3%A9");
    assertEquals(200, client.send("PUT /orders/" + escaped, "", new byte[0]).status());
    assertEquals(204, client.send("DELETE /orders/" + escaped, "", new byte[0]).status());
  }

  @Test
  void linksAreNoObjectsAndLeadNowhere() throws IOException {
    Path folder = Files.createSymbolicLink(server.file("orders", "linked"), outside);
    Path file = Files.createSymbolicLink(server.file("orders", "link"), outside.resolve("secret"));
    Path bucket = Files.createSymbolicLink(server.root().resolve("linked"), outside);
    try {
      for (String path : List.of("/orders/linked/secret", "/orders/link", "/linked/secret")) {
        assertEquals(404, client.send("GET " + path, "", new byte[0]).status());
        RawClient.Answer put = client.send("PUT " + path, "", new byte[] {1});
        assertTrue(put.status() == 400 || put.status() == 404, put.text());
      }
      client.send("DELETE /orders/link", "", new byte[0]);
      client.send("DELETE /orders/linked/secret", "", new byte[0]);
      RawClient.Answer list = client.send("GET /orders?prefix=link", "", new byte[0]);
      assertFalse(list.text().contains("<Key>"), list.text());
      RawClient.Answer below = client.send("GET /orders?prefix=linked/", "", new byte[0]);
      assertFalse(below.text().contains("<Key>"), below.text());
      assertTrue(Files.exists(file, LinkOption.NOFOLLOW_LINKS));
      assertEquals("secret", Files.readString(outside.resolve("secret")));
    } finally {
      Files.delete(folder);
      Files.delete(file);
      Files.delete(bucket);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><Delete><Object><Key>&b;</Key>"
            + "</Object></Delete>",
        "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/'><Delete><Object><Key>b</Key></Object></Delete>",
        "<Delete/>",
        "<Delete><Object><Key/></Object></Delete>",
        "<Delete><Object/></Delete>",
        "<Delete><Object><Key>a</Key><VersionId>b</VersionId></Object></Delete>",
        "<Other/>",
        "<Delete>",
        "nonsense",
        ""
      })
  void hostileXmlIsRefused(String xml) throws IOException {
    RawClient.Answer answer = client.send("POST /orders?delete", "", xml.getBytes(UTF_8));

    assertEquals("MalformedXML", answer.code(), answer.text());
    assertFalse(answer.text().contains("root:"), answer.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /orders?acl",
        "PUT /orders?policy",
        "GET /orders/k?versionId=1",
        "GET /orders/k?torrent",
        "POST /orders/k?select&select-type=2",
        "PUT /orders/k?tagging",
        "GET /orders?versions"
      })
  void whatIsNotImplementedIsNamed(String line) throws IOException {
    RawClient.Answer answer = client.send(line, "", new byte[0]);

    assertEquals(501, answer.status());
    String name = line.substring(line.indexOf('?') + 1).split("[=&]", -1)[0];
    assertTrue(answer.text().contains("?" + name + " is not implemented"), answer.text());
  }

  @Test
  void whatAnAddressAsksOfTheAnswerCannotAddHeaders() throws IOException {
    put("", "hello");

    RawClient.Answer answer =
        client.send("GET /orders/k?response-content-type=a%0d%0aX-Evil:%201", "", new byte[0]);

    assertEquals(400, answer.status());
    assertFalse(answer.text().contains("\r\nX-Evil"), answer.text());
  }
}
