package io.tandem.inferenceserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.loading.LoadResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class RehearsalTest {
  private final ByteArrayOutputStream metrics = new ByteArrayOutputStream();

  /** Has samples, and remembers what it was asked. */
  private static class Remembering implements CsvInference {
    final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    final AtomicBoolean closed = new AtomicBoolean();
    private final byte[] answer;

    Remembering(int answerBytes) {
      answer = new byte[answerBytes];
    }

    @Override
    public InvocationResult invoke(Invocation invocation) {
      asked.add(new String(invocation.body().toByteArray(), UTF_8));
      return Answered.of(ByteBuffer.wrap(answer));
    }

    @Override
    public List<Invocation> samples() {
      return List.of(sample("one"), sample("two"));
    }

    private static Invocation sample(String body) {
      MediaType csv = MediaType.of(MediaType.CSV);
      return new Invocation(csv, csv, Body.of(body.getBytes(UTF_8)));
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }

  @Test
  void samplesAreAnsweredBeforeTheServerIsReadyAndNothingIsCounted() throws Exception {
    Remembering model = new Remembering(10);
    try (InferenceServer server = listening()) {
      server.rehearse(loaded(model));

      assertEquals(List.of("one", "two", "one", "two"), model.asked.stream().limit(4).toList());
      assertFalse(model.closed.get());
      assertEquals(503, status(server, "GET", "/ping"));
      server.serve(model);
      assertEquals(200, status(server, "GET", "/ping"));
    }

    assertEquals("", metrics.toString(UTF_8));
  }

  @Test
  void onlyRequestsFromOutsideAreCounted() throws Exception {
    Remembering model = new Remembering(10);
    try (InferenceServer server = listening()) {
      server.serve(model);
      server.rehearse();
      assertEquals(List.of(), List.copyOf(model.asked));

      assertEquals(200, status(server, "POST", "/invocations"));
    }

    assertTrue(metrics.toString(UTF_8).contains("\"Requests\":1,"), metrics.toString(UTF_8));
  }

  @Test
  void anAnswerLargerThanABufferIsReadToItsEnd() throws Exception {
    Remembering model = new Remembering(1 << 20);
    try (InferenceServer server = listening()) {
      server.rehearse(loaded(model));
    }

    assertEquals(List.of("one", "two", "one", "two"), model.asked.stream().limit(4).toList());
  }

  @Test
  void aModelThatFailsIsAskedNoMore() throws Exception {
    Remembering model =
        new Remembering(10) {
          @Override
          public InvocationResult invoke(Invocation invocation) {
            super.invoke(invocation);
            throw new IllegalStateException("a bug");
          }
        };
    try (InferenceServer server = listening()) {
      server.rehearse(loaded(model));
    }

    assertEquals(List.of("one"), List.copyOf(model.asked));
  }

  @Test
  void whatIsNotLoadedEndsIt() throws Exception {
    try (InferenceServer server = listening()) {
      server.rehearse(CompletableFuture.completedFuture(new LoadResult.Refused("cut off")));
      server.rehearse(CompletableFuture.failedFuture(new IllegalStateException("a bug")));

      assertEquals(503, status(server, "GET", "/ping"));
    }
  }

  private static CompletableFuture<LoadResult> loaded(Remembering model) {
    return CompletableFuture.completedFuture(new LoadResult.Loaded(model, MemoryUse.NONE));
  }

  private InferenceServer listening() {
    InferenceServer server =
        InferenceServer.ofOneModel(ServerSettings.read(Settings.of(Map.of())).onAnyFreePort());
    server.startMetrics(
        "the-container", new PrintStream(metrics, false, UTF_8), Duration.ofDays(1));
    return server;
  }

  private static int status(InferenceServer server, String method, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                  .method(method, HttpRequest.BodyPublishers.ofString("1"))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }
}
