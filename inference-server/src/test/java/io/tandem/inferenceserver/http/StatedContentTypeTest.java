package io.tandem.inferenceserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Custom attributes reach the inference, and an answer may state its own content type. */
final class StatedContentTypeTest {
  private final InferenceServer server =
      InferenceServer.ofOneModel(ServerSettings.read(Settings.of(Map.of())).onAnyFreePort());
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Answers the attributes; states a content type when there are any. */
  private static final class Attributes implements CsvInference {
    @Override
    public InvocationResult invoke(Invocation invocation) {
      String attributes = invocation.customAttributes();
      Answered answer = Answered.of(ByteBuffer.wrap(("[" + attributes + "]").getBytes(UTF_8)));
      return attributes.isEmpty() ? answer : answer.under("text/csv; set=a");
    }
  }

  @BeforeEach
  void serve() {
    server.serve(new Attributes());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void withoutAttributesTheNegotiatedTypeIsSent() throws Exception {
    HttpResponse<String> response = client.send(request().build(), body());

    assertEquals("[]", response.body());
    assertEquals("text/csv", response.headers().firstValue("Content-Type").orElse(""));
  }

  @Test
  void withThemTheStatedOne() throws Exception {
    HttpRequest.Builder request = request();
    request.header("X-Amzn-SageMaker-Custom-Attributes", "a=1, b=2");

    HttpResponse<String> response = client.send(request.build(), body());

    assertEquals("[a=1, b=2]", response.body());
    assertEquals("text/csv; set=a", response.headers().firstValue("Content-Type").orElse(""));
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/invocations"))
        .header("Content-Type", MediaType.CSV)
        .POST(HttpRequest.BodyPublishers.ofString("1"));
  }

  private static HttpResponse.BodyHandler<String> body() {
    return HttpResponse.BodyHandlers.ofString();
  }
}
