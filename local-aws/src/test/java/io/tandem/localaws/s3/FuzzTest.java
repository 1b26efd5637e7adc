package io.tandem.localaws.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localaws.s3.refusal.S3Exception;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random bytes, and right ones with random faults, never lead to anything but a refusal. */
final class FuzzTest {
  private static final int CASES = Integer.getInteger("tandem.s3-fuzz", 20_000);
  private static final String XML =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><CompleteMultipartUpload"
          + " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Part><ETag>&quot;a&quot;</ETag>"
          + "<PartNumber>1</PartNumber></Part><!-- c --><![CDATA[d]]></CompleteMultipartUpload>";
  private static final String CHUNKS =
      "5;chunk-signature=%s\r\nhello\r\n0;chunk-signature=%s\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n"
          .formatted("0".repeat(64), "f".repeat(64));

  private final Random random = new Random(3);

  @Test
  void theReaderOfXmlGivesAnElementOrRefuses() {
    for (int i = 0; i < CASES; i++) {
      try {
        XmlElement.read(faulty(XML), "CompleteMultipartUpload");
      } catch (S3Exception e) {
        assertTrue(e.code().status() < 500);
      }
    }
  }

  @Test
  void theDecoderOfChunksGivesBytesOrRefuses() throws IOException {
    for (int i = 0; i < CASES; i++) {
      byte[] bytes = faulty(CHUNKS);
      var in = new ByteArrayInputStream(bytes);
      try (var chunks =
          new AwsChunkedInputStream(in, random.nextInt(8) != 0, random.nextInt(8) != 0)) {
        var out = new ByteArrayOutputStream();
        chunks.transferTo(out);
        assertTrue(out.size() <= bytes.length);
      } catch (S3Exception e) {
        assertTrue(e.code().status() < 500);
      }
    }
  }

  @Test
  void theServerNeverFails(@TempDir Path folder) throws IOException {
    try (TestServer server = TestServer.start(folder)) {
      Files.createDirectory(folder.resolve("orders"));
      var client = new RawClient(server.port());
      String[] lines = {
        "POST /orders?delete",
        "PUT /orders/k",
        "PUT /other",
        "POST /orders/k?uploadId=1",
        "GET /orders?list-type=2&max-keys=2&continuation-token=AA",
        "GET /orders/k?response-expires=%41",
        "PUT /orders/k?partNumber=1&uploadId=2"
      };
      String[] headers = {
        "",
        """
        x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD
        x-amz-decoded-content-length: 5
        """,
        """
        x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER
        x-amz-trailer: x-amz-checksum-crc32
        x-amz-decoded-content-length: 5
        """,
        "x-amz-copy-source: /orders/k%\n",
        """
        Range: bytes=1-
        If-Match: "
        If-Modified-Since: never
        """
      };
      for (int i = 0; i < Math.min(CASES, 2000); i++) {
        String line = lines[random.nextInt(lines.length)];
        String path = new String(faulty(line), ISO_8859_1).replaceAll("[\\s#]", "%20");
        String asked = random.nextBoolean() ? line : line.split(" ", -1)[0] + " /" + path;
        byte[] body = faulty(random.nextBoolean() ? XML : CHUNKS);

        RawClient.Answer answer =
            client.send(asked, headers[random.nextInt(headers.length)].replace("\n", "\r\n"), body);

        assertTrue(answer.status() < 500 || answer.status() == 501, () -> asked + answer.text());
      }
    }
  }

  /** One in four is random all through. */
  private byte[] faulty(String right) {
    byte[] bytes = right.getBytes(ISO_8859_1);
    if (random.nextInt(4) == 0) {
      bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      return bytes;
    }
    int faults = 1 + random.nextInt(3);
    byte[] made = bytes;
    for (int i = 0; i < faults; i++) {
      int at = random.nextInt(made.length);
      switch (random.nextInt(3)) {
        case 0 -> made[at] = (byte) random.nextInt();
        case 1 -> made = Arrays.copyOf(made, Math.max(1, at));
        default -> {
          int from = random.nextInt(made.length);
          int count = Math.min(made.length - Math.max(at, from), random.nextInt(20));
          System.arraycopy(made, from, made, at, count);
        }
      }
    }
    return made;
  }
}
