package io.tandem.inferenceserver.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the scheduler's decisions look from outside; InvocationSchedulerTest has them exactly. */
final class ComputingThreadTest {
  private static final int CALLS = 200;
  private static final String MALFORMED = "x";
  private static final String BATCH = "1\n".repeat(20_000);

  private final InferenceServer server =
      InferenceServer.ofOneModel(ServerSettings.read(Settings.of(Map.of())).onAnyFreePort());
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Answers which of the threads it ran on; refuses what is malformed. */
  private static final class ThreadNames implements CsvInference {
    @Override
    public InvocationResult invoke(Invocation invocation) {
      if (invocation.body().array()[invocation.body().begin()] == MALFORMED.charAt(0)) {
        return new InvocationResult.Rejected(
            InvocationResult.Reason.INVALID_INPUT, "expected a number");
      }
      String thread = Thread.currentThread().getName().startsWith("compute-") ? "compute" : "io";
      return InvocationResult.Answered.of(ByteBuffer.wrap(thread.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @BeforeEach
  void serve() {
    server.serve(new ThreadNames());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void whatIsShortIsComputedWhereItWasRead() throws Exception {
    assertEquals("compute", invoke("1"), "nothing is known yet");
    assertEquals("io", afterMany("1"));
  }

  @Test
  void aLargeBodyIsNot() throws Exception {
    assertEquals("io", afterMany("1"));
    assertEquals("compute", afterMany(BATCH));
    assertEquals("io", invoke("1"), "large bodies say nothing about short ones");
  }

  @Test
  void malformedBodiesSayNothingOfWhatTheOthersTake() throws Exception {
    for (int i = 0; i < CALLS; i++) {
      assertEquals(400, send(MALFORMED).statusCode());
    }

    assertEquals("compute", invoke("1"), "nothing is known yet");
  }

  private String afterMany(String body) throws Exception {
    for (int i = 1; i < CALLS; i++) {
      invoke(body);
    }
    return invoke(body);
  }

  private String invoke(String body) throws Exception {
    HttpResponse<String> response = send(body);
    assertEquals(200, response.statusCode());
    return response.body();
  }

  private HttpResponse<String> send(String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/invocations"))
            .header("Content-Type", MediaType.CSV)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
