package io.tandem.inferenceserver.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class DrainTest {
  /** Answers when it may, and counts what happens. */
  private static final class Gate implements CsvInference {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger answeredAtClose = new AtomicInteger(-1);

    @Override
    public InvocationResult invoke(Invocation invocation) {
      entered.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      answered.incrementAndGet();
      return InvocationResult.Answered.of(ByteBuffer.wrap(invocation.body().toByteArray()));
    }

    @Override
    public void close() {
      answeredAtClose.set(answered.get());
    }
  }

  @Test
  void closesTheInferenceAfterTheLastAnswer() throws Exception {
    Gate gate = new Gate();
    InferenceServer server = serve(gate);
    try (HttpClient client = http11();
        ExecutorService stopping = Executors.newSingleThreadExecutor()) {
      CompletableFuture<HttpResponse<String>> running = invoke(client, server);
      gate.entered.await();

      Future<Boolean> drained =
          stopping.submit(() -> server.drain(Duration.ofSeconds(25), Duration.ZERO));
      while (ping(client, server) != 503) {
        Thread.onSpinWait();
      }
      assertEquals(503, invoke(client, server).join().statusCode());
      assertFalse(drained.isDone());
      gate.open.countDown();

      assertTrue(drained.get());
      assertEquals(200, running.join().statusCode());
      assertEquals(1, gate.answeredAtClose.get());
    }
  }

  @Test
  void cutsOffWhatDoesNotEndInTimeAndLeavesItsMemoryAlone() throws Exception {
    Gate gate = new Gate();
    InferenceServer server = serve(gate);
    try (HttpClient client = http11()) {
      CompletableFuture<HttpResponse<String>> running = invoke(client, server);
      gate.entered.await();

      assertFalse(server.drain(Duration.ofMillis(50), Duration.ZERO));

      assertTrue(running.handle((response, failure) -> failure != null).join());
      assertEquals(-1, gate.answeredAtClose.get());
    }
  }

  @Test
  void closingTwiceIsHarmless() {
    Gate gate = new Gate();
    InferenceServer server = serve(gate);
    assertTrue(server.drain(Duration.ofSeconds(25), Duration.ZERO));
    assertTrue(server.drain(Duration.ofSeconds(25), Duration.ZERO));
    assertEquals(0, gate.answeredAtClose.get());
  }

  private static HttpClient http11() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private static InferenceServer serve(Inference inference) {
    InferenceServer server =
        InferenceServer.ofOneModel(ServerSettings.read(Settings.of(Map.of())).onAnyFreePort());
    server.serve(inference);
    return server;
  }

  private static CompletableFuture<HttpResponse<String>> invoke(
      HttpClient client, InferenceServer server) {
    return client.sendAsync(
        HttpRequest.newBuilder(uri(server, "/invocations"))
            .POST(HttpRequest.BodyPublishers.ofString("1"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static int ping(HttpClient client, InferenceServer server) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(uri(server, "/ping")).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static URI uri(InferenceServer server, String path) {
    return URI.create("http://localhost:" + server.port() + path);
  }
}
