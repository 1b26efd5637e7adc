package io.tandem.localaws;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of another origin can make a browser send is refused; what clients send is not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BrowserGuardTest {
  private static final String LIST = "X-Amz-Target: SageMaker.ListModels\r\n";
  private static final String LANGUAGE = "Accept-Language: en\r\n";
  private static final String NAVIGATION =
      "Accept: text/html,*/*\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"
          + LANGUAGE;

  private TestAws aws;
  private int port;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    aws = TestAws.start(folder);
    aws.put("page.html", "<script>x</script>");
    port = URI.create(aws.address()).getPort();
  }

  @AfterAll
  void stop() {
    aws.close();
  }

  /** The whole answer; PORT in the headers is that of the server. */
  private String ask(String line, String headers, String body) throws IOException {
    String head = headers.replace("PORT", Integer.toString(port));
    String request =
        "%s HTTP/1.1\r\n%sConnection: close\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(line, head, body.length(), body);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private int status(String line, String headers, String body) throws IOException {
    return Integer.parseInt(ask(line, headers, body).split(" ", 3)[1]);
  }

  private int list(String headers) throws IOException {
    return status("POST /", headers + LIST, "{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // A page elsewhere, and one of another port of this machine.
        "Host: 127.0.0.1:PORT\r\nOrigin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\n",
        "Host: localhost:PORT\r\nOrigin: http://localhost:3000\r\nSec-Fetch-Site: same-site\r\n",
        "Host: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:3000\r\n",
        "Host: 127.0.0.1:PORT\r\nOrigin: http://localhost:PORT\r\n",
        // A sandbox, a file.
        "Host: 127.0.0.1:PORT\r\nOrigin: null\r\n",
        "Host: 127.0.0.1:PORT\r\nSec-Fetch-Site: cross-site\r\n",
        // A name in the DNS of others that leads here.
        "Host: evil.example:PORT\r\nOrigin: http://evil.example:PORT\r\n",
        "Host: evil.example:PORT\r\nAccept-Language: en\r\n",
        "Host: evil.example:PORT\r\nUser-Agent: Mozilla/5.0\r\n",
        "Host: evil.example:PORT\r\nReferer: http://evil.example:PORT/\r\n",
        "Host: 127.0.0.1.evil.example:PORT\r\nAccept-Language: en\r\n",
        "Host: localhost.evil.example:PORT\r\nAccept-Language: en\r\n",
        "Host: evillocalhost:PORT\r\nAccept-Language: en\r\n",
        "Accept-Language: en\r\nHost: \r\n",
        // It may sign as it likes.
        "Host: evil.example:PORT\r\nAccept-Language: en\r\nAuthorization: AWS4-HMAC-SHA256 "
            + "Credential=a/20261130/eu-west-1/sagemaker/aws4_request, SignedHeaders=host, "
            + "Signature=0\r\n",
      })
  void aForeignPageIsRefused(String headers) throws IOException {
    assertEquals(403, list(headers));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:PORT\r\nSec-Fetch-Site: same-origin\r\n",
        "Host: LOCALHOST:PORT\r\nOrigin: http://localhost:PORT\r\nSec-Fetch-Site: same-origin\r\n",
        "Host: [::1]:PORT\r\nOrigin: http://[::1]:PORT\r\nSec-Fetch-Site: same-origin\r\n",
        // A client of AWS, by whatever name it has for this machine.
        "Host: 127.0.0.1:PORT\r\nUser-Agent: aws-sdk-java/2.40.2\r\n",
        "Host: host.docker.internal:PORT\r\nUser-Agent: Boto3/1.43.11\r\n",
        "Host: bucket.s3.internal:PORT\r\nUser-Agent: aws-cli/1.45.11\r\nAccept-Encoding: gzip\r\n",
      })
  void thePageItselfAndClientsAreAnswered(String headers) throws IOException {
    assertEquals(200, list(headers));
  }

  @Test
  void objectsAreNeitherDeletedNorReadByAForeignForm() throws IOException {
    String delete = "<Delete><Object><Key>page.html</Key></Object></Delete>";
    String foreign =
        "Host: 127.0.0.1:PORT\r\nContent-Type: text/plain\r\nOrigin: https://evil.example\r\n";

    assertEquals(403, status("POST /bucket?delete", foreign, delete));
    assertEquals(403, status("POST /endpoints/shop/invocations", foreign, "x"));
    assertEquals(403, status("OPTIONS /bucket/page.html", foreign, ""));
    assertEquals(
        403,
        status(
            "GET /bucket/page.html", "Host: 127.0.0.1:PORT\r\nSec-Fetch-Site: cross-site\r\n", ""));
    assertEquals(200, status("GET /bucket/page.html", "Host: 127.0.0.1:PORT\r\n", ""));
  }

  @Test
  void anObjectThatIsHtmlRunsInASandbox() throws IOException {
    String answer = ask("GET /bucket/page.html", "Host: 127.0.0.1:PORT\r\n" + NAVIGATION, "");
    String missing = ask("GET /bucket/none", "Host: 127.0.0.1:PORT\r\n" + NAVIGATION, "");
    String ofClient = ask("GET /bucket/page.html", "Host: 127.0.0.1:PORT\r\n", "");

    for (String confined : List.of(answer, missing)) {
      assertTrue(
          confined.contains("Content-Security-Policy: sandbox; default-src 'none'\r\n"), confined);
      assertTrue(confined.contains("X-Content-Type-Options: nosniff\r\n"), confined);
    }
    assertFalse(ofClient.contains("Content-Security-Policy"), ofClient);
  }

  @Test
  void aBrowserGetsThePageAndAClientTheBuckets() throws IOException {
    String host = "Host: 127.0.0.1:PORT\r\n";
    String page = ask("GET /", host + NAVIGATION + "Sec-Fetch-Site: none\r\n", "");
    String followed = ask("GET /", host + NAVIGATION + "Sec-Fetch-Site: cross-site\r\n", "");
    String framed =
        ask(
            "GET /",
            host + NAVIGATION.replace("document", "iframe") + "Sec-Fetch-Site: cross-site\r\n",
            "");
    String buckets = ask("GET /", host, "");
    String bucket = ask("GET /", "Host: bucket.localhost:PORT\r\n" + NAVIGATION, "");

    assertTrue(page.contains("Content-Type: text/html; charset=utf-8\r\n"), page);
    assertTrue(page.contains("frame-ancestors 'none'"), page);
    assertFalse(page.contains("unsafe-inline") || page.contains("http://127"), page);
    assertTrue(followed.startsWith("HTTP/1.1 200"), followed);
    assertTrue(framed.startsWith("HTTP/1.1 403"), framed);
    assertTrue(buckets.contains("<ListAllMyBucketsResult"), buckets);
    assertTrue(bucket.contains("<ListBucketResult"), bucket);
    assertEquals("bucket", aws.s3.listBuckets().buckets().getFirst().name());
  }
}
