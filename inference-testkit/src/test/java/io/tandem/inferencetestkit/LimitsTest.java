package io.tandem.inferencetestkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Inference;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.http.InferenceServer;
import io.tandem.inferenceserver.http.ServerSettings;
import io.tandem.inferenceserver.http.ServerSettings.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Everything that the server takes on is bounded, and a bound that is met is said at once. */
final class LimitsTest {
  private static final byte[] ONE = {'1'};
  private static final Duration QUEUE = Duration.ofSeconds(10);
  private static final Limits WIDE =
      new Limits(1 << 20, 8 << 20, Duration.ofMinutes(1), 1, 1, QUEUE);

  /** Lets one invocation pass for every permit. */
  private final Semaphore permits = new Semaphore(0);

  private final List<InferenceServer> servers = new ArrayList<>();

  @AfterEach
  void stop() {
    permits.release(1_000_000);
    servers.forEach(InferenceServer::close);
  }

  @Test
  void invocationsBeyondTheQueueAreA503AtOnceWhilePingIsAnswered() throws Exception {
    InferenceServer server = serve(WIDE);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletionService<Answer> answers = new ExecutorCompletionService<>(callers);
      for (int i = 0; i < 10; i++) {
        answers.submit(() -> invoke(server, ONE));
      }
      for (int i = 0; i < 8; i++) {
        Answer refused = answers.take().get();
        assertEquals(503, refused.status());
        ErrorBody.of(refused).assertError("overloaded");
      }
      assertEquals(200, ping(server));

      permits.release(2);

      assertEquals(200, answers.take().get().status());
      assertEquals(200, answers.take().get().status());
    }
  }

  @Test
  void bodiesBeyondTheMemoryAreA503UntilItIsFreeAgain() throws Exception {
    permits.release(1_000_000);
    int bytes = 1 << 20;
    InferenceServer server =
        serve(new Limits(bytes, bytes * 3 / 2, Duration.ofMinutes(1), 1, 100, QUEUE));
    List<Connection> unfinished = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletionService<Answer> answers = new ExecutorCompletionService<>(callers);
      for (int i = 0; i < 5; i++) {
        Connection connection = new Connection(server.port());
        unfinished.add(connection);
        connection.head("POST", "/invocations", List.of(), "Content-Length: " + bytes);
        connection.write(new byte[bytes - 1]);
        answers.submit(connection::answer);
      }
      for (int i = 0; i < 4; i++) {
        Answer refused = answers.take().get();
        assertEquals(503, refused.status());
        ErrorBody.of(refused).assertError("overloaded");
      }
      assertEquals(200, ping(server));
      closeAll(unfinished);
    }
    int status = 503;
    for (long deadline = deadline(); status == 503 && System.nanoTime() < deadline; ) {
      status = invoke(server, new byte[bytes]).status();
    }
    assertEquals(200, status, "the memory of broken connections comes back");
  }

  @Test
  void announcedBytesTakeNoMemory() throws Exception {
    permits.release(1_000_000);
    InferenceServer server =
        serve(new Limits(1 << 20, 2 << 20, Duration.ofMinutes(1), 1, 100, QUEUE));
    List<Connection> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        Connection connection = new Connection(server.port());
        idle.add(connection);
        connection.head(
            "POST",
            "/invocations",
            List.of("Expect: 100-continue"),
            "Content-Length: " + (1 << 20));
        assertEquals(100, connection.answer().status());
        connection.write(ONE);
      }
      assertEquals(200, invoke(server, new byte[100_000]).status());
    } finally {
      closeAll(idle);
    }
  }

  @Test
  void bodyThatDoesNotArriveInTimeIsA408AndTheConnectionIsClosed() throws Exception {
    InferenceServer server =
        serve(new Limits(1 << 20, 8 << 20, Duration.ofMillis(200), 1, 1, QUEUE));
    try (Connection connection = new Connection(server.port())) {
      connection.head("POST", "/invocations", List.of(), "Content-Length: 2");
      connection.write(ONE);
      Answer answer = connection.answer();
      assertEquals(408, answer.status());
      assertEquals("close", answer.header("Connection").orElse("none"));
      ErrorBody.of(answer).assertError("timeout");
    }
  }

  @Test
  void limitOfTheBodyIsExact() throws Exception {
    permits.release(1_000_000);
    InferenceServer server =
        serve(new Limits(100_000, 1 << 20, Duration.ofMinutes(1), 1, 1, QUEUE));
    for (boolean chunked : List.of(false, true)) {
      assertEquals(200, invoke(server, new byte[100_000], chunked).status());
      assertEquals(413, invoke(server, new byte[100_001], chunked).status());
    }
  }

  @Test
  void bugIsA500ThatSaysAnIdAndNothingElse() throws Exception {
    permits.release(1_000_000);
    InferenceServer server = serve(WIDE);
    for (String fault : List.of("throw", "overflow")) {
      Answer answer = invoke(server, fault.getBytes(StandardCharsets.US_ASCII));
      assertEquals(500, answer.status());
      Map<String, String> members = ErrorBody.flatJson(answer.text());
      assertEquals("internal_error", members.get("error"));
      assertEquals(36, members.getOrDefault("id", "").length());
      assertEquals(2, members.size());
    }
    assertEquals(200, invoke(server, ONE).status());
  }

  @Test
  void refusalWithoutEndIsCut() throws Exception {
    permits.release(1_000_000);
    Answer answer = invoke(serve(WIDE), "refuse".getBytes(StandardCharsets.US_ASCII));
    assertEquals(400, answer.status());
    assertTrue(answer.body().length < 2048);
    assertFalse(ErrorBody.of(answer).detail().isEmpty());
  }

  @Test
  void clientThatLeavesDoesNotBlockTheStop() throws Exception {
    InferenceServer server = serve(WIDE);
    try (Connection connection = new Connection(server.port())) {
      connection.head("POST", "/invocations", List.of(), "Content-Length: 2");
      connection.write(ONE);
    }
    long start = System.nanoTime();
    server.close();
    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(25));
  }

  private InferenceServer serve(Limits limits) {
    ServerSettings settings = ServerSettings.read(Settings.of(Map.of()));
    InferenceServer server = InferenceServer.ofOneModel(settings.onAnyFreePort().with(limits));
    servers.add(server);
    server.serve(new Gate());
    return server;
  }

  private static Answer invoke(InferenceServer server, byte[] body) throws IOException {
    return invoke(server, body, false);
  }

  private static Answer invoke(InferenceServer server, byte[] body, boolean chunked)
      throws IOException {
    try (Connection connection = new Connection(server.port())) {
      if (!chunked) {
        return connection.exchange("POST", "/invocations", List.of(), body);
      }
      connection.head("POST", "/invocations", List.of("Transfer-Encoding: chunked"));
      connection.chunk(body);
      connection.chunk(new byte[0]);
      return connection.answer();
    }
  }

  private static int ping(InferenceServer server) throws IOException {
    return Connection.exchange(server.port(), "GET", "/ping", List.of(), new byte[0]).status();
  }

  private static void closeAll(List<Connection> connections) throws IOException {
    for (Connection connection : connections) {
      connection.close();
    }
  }

  private static long deadline() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
  }

  private final class Gate implements Inference {
    @Override
    public List<String> contentTypes() {
      return List.of(MediaType.CSV);
    }

    @Override
    public List<MediaType> accepts() {
      return List.of(MediaType.of(MediaType.CSV));
    }

    @Override
    public InvocationResult invoke(Invocation invocation) {
      permits.acquireUninterruptibly();
      return switch (new String(invocation.body().toByteArray(), StandardCharsets.ISO_8859_1)) {
        case "throw" -> throw new IllegalStateException("not to be told");
        case "overflow" -> overflow(0);
        case "refuse" -> new Rejected(Reason.INVALID_INPUT, "\u0001é".repeat(5000));
        default -> Answered.of(ByteBuffer.wrap(ONE));
      };
    }

    private InvocationResult overflow(int depth) {
      return depth < 0 ? Answered.of(ByteBuffer.wrap(ONE)) : overflow(depth + 1);
    }

    @Override
    public void close() {}
  }
}
