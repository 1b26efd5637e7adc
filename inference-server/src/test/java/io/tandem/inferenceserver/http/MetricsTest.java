package io.tandem.inferenceserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Counter;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

final class MetricsTest {
  private static final Duration NEVER = Duration.ofDays(1);
  private static final Duration OFTEN = Duration.ofMillis(5);

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  /** Answers, refuses or fails, as the body says. */
  private record Obeying(Supplier<List<Counter>> counting) implements CsvInference {
    @Override
    public InvocationResult invoke(Invocation invocation) {
      return switch (new String(invocation.body().toByteArray(), UTF_8)) {
        case "answer" -> Answered.of(ByteBuffer.wrap(invocation.body().toByteArray()));
        case "refuse" -> new Rejected(Reason.INVALID_INPUT, "refused");
        default -> throw new IllegalStateException();
      };
    }

    @Override
    public List<Counter> counters() {
      return counting.get();
    }
  }

  @Test
  void requestsAreCountedByTheirAnswersAndTimed() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient();
        InferenceServer server = serve(List::of, NEVER)) {
      for (String body : List.of("answer", "refuse", "answer", "fail", "answer", "refuse")) {
        post(client, server, "/invocations", body);
      }
      post(client, server, "/ping", "");
      post(client, server, "/elsewhere", "");
    }

    Map<String, Object> line = lines().getFirst();
    assertEquals(1, lines().size());
    assertEquals("the-container", line.get("Container"));
    assertEquals(6.0, line.get("Requests"));
    assertEquals(3.0, line.get("Answered2xx"));
    assertEquals(2.0, line.get("Answered4xx"));
    assertEquals(1.0, line.get("Answered5xx"));
    List<?> durations = (List<?>) member(line, "Duration");
    assertEquals(6, durations.size());
    assertTrue(durations.stream().allMatch(d -> (Double) d > 0 && (Double) d < 60_000));
  }

  @Test
  void refusalsBeforeAnInferenceIsLoadedCountToo() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient();
        InferenceServer server = listening(NEVER)) {
      post(client, server, "/invocations", "answer");
    }

    assertEquals(1.0, lines().getFirst().get("Answered5xx"));
  }

  @Test
  void anIdleServerWritesNothing() {
    serve(afterReady(List.of(counter("Missing", "amount", 0))), NEVER).close();

    assertEquals("", written.toString(UTF_8));
  }

  @Test
  void requestsOutliveCountersThatCannotBeAsked() throws Exception {
    AtomicBoolean failing = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    Supplier<List<Counter>> counting =
        () -> {
          asked.incrementAndGet();
          if (failing.get()) {
            throw new IllegalStateException("not now");
          }
          return List.of();
        };
    try (HttpClient client = HttpClient.newHttpClient()) {
      InferenceServer server = serve(counting, Duration.ofMillis(5));
      failing.set(true);
      post(client, server, "/invocations", "answer");
      int before = asked.get();
      closeOnce(
          server,
          () -> {
            boolean enough = asked.get() > before + 2;
            failing.set(!enough);
            return enough;
          });
    }

    assertEquals(1.0, lines().getFirst().get("Requests"));
  }

  @Test
  void whatWarmingUpHasCountedIsNoTraffic() {
    var totals = new ConcurrentLinkedQueue<>(List.of(1000L, 1003L));
    serve(() -> List.of(counter("Missing", "amount", totals.remove())), NEVER).close();

    assertEquals(3.0, lines().getFirst().get("Missing"));
  }

  @Test
  void countersAreWrittenAsIncrementsALinePerDimensions() {
    var totals = new ConcurrentLinkedQueue<>(List.of(3L, 5L, 5L));
    Supplier<List<Counter>> counting =
        afterReady(
            () -> {
              Long total = totals.poll();
              return List.of(
                  counter("Missing", "amount", total == null ? 5 : total),
                  counter("WrongType", "amount", 7),
                  counter("Missing", "zone", 1));
            });
    closeOnce(serve(counting, OFTEN), totals::isEmpty);

    List<Map<String, Object>> lines = lines();
    assertEquals(3, lines.size(), written.toString(UTF_8));
    assertEquals(
        List.of("amount 3.0 7.0", "zone 1.0 null", "amount 2.0 null"),
        lines.stream()
            .map(l -> l.get("Source") + " " + l.get("Missing") + " " + l.get("WrongType"))
            .toList());
  }

  @Test
  void countingThatFailsOnceIsAskedAgain() {
    var faults = new ConcurrentLinkedQueue<>(List.of("one", "two"));
    Supplier<List<Counter>> counting =
        afterReady(
            () -> {
              String fault = faults.poll();
              if (fault != null) {
                throw new IllegalStateException(fault);
              }
              return List.of(counter("Missing", "amount", 1));
            });
    closeOnce(serve(counting, OFTEN), () -> written.size() > 0);

    assertEquals(1, lines().size());
  }

  @Test
  void aLineHoldsAsManyMetricsAsTheFormatAllows() {
    List<Counter> counters = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      counters.add(counter("Metric" + i, "amount", i + 1));
    }
    serve(afterReady(counters), NEVER).close();

    assertEquals(
        List.of(100, 100, 50), lines().stream().map(MetricsTest::metrics).map(List::size).toList());
  }

  @Test
  void namesThatCloudWatchWouldDropAreEscapedAndCut() {
    List<Counter> counters =
        List.of(counter("Unseen", "gr\u00f6\u00dfe\n", 1), counter("Unseen", "x".repeat(2000), 1));
    serve(afterReady(counters), NEVER).close();

    assertEquals("gr\\u00f6\\u00dfe\\u000a", lines().get(0).get("Source"));
    assertEquals("x".repeat(1024), lines().get(1).get("Source"));
  }

  @Test
  void aCounterHasNames() {
    assertThrows(IllegalArgumentException.class, () -> counter(" ", "amount", 1));
    assertThrows(IllegalArgumentException.class, () -> counter("Missing", "", 1));
  }

  private static Counter counter(String name, String source, long total) {
    return new Counter(name, Map.of("Source", source), total);
  }

  private static Supplier<List<Counter>> afterReady(List<Counter> counters) {
    return afterReady(() -> counters);
  }

  /** Nothing is counted when the server becomes ready. */
  private static Supplier<List<Counter>> afterReady(Supplier<List<Counter>> counting) {
    AtomicBoolean ready = new AtomicBoolean();
    return () -> ready.getAndSet(true) ? counting.get() : List.of();
  }

  private InferenceServer listening(Duration interval) {
    InferenceServer server =
        InferenceServer.ofOneModel(ServerSettings.read(Settings.of(Map.of())).onAnyFreePort());
    server.startMetrics("the-container", new PrintStream(written, false, UTF_8), interval);
    return server;
  }

  private InferenceServer serve(Supplier<List<Counter>> counting, Duration interval) {
    InferenceServer server = listening(interval);
    server.serve(new Obeying(counting));
    return server;
  }

  private static void post(HttpClient client, InferenceServer server, String path, String body)
      throws Exception {
    client.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.discarding());
  }

  private static void closeOnce(InferenceServer server, Supplier<Boolean> condition) {
    try {
      long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      while (!condition.get()) {
        assertTrue(System.nanoTime() < deadline, "not in time");
        Thread.onSpinWait();
      }
    } finally {
      server.close();
    }
  }

  /** Each checked to be what CloudWatch makes metrics of. */
  private List<Map<String, Object>> lines() {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (String text : written.toString(UTF_8).lines().toList()) {
      Map<String, Object> line = object(parse(text));
      Map<String, Object> metadata = object(member(line, "_aws"));
      assertTrue((Double) member(metadata, "Timestamp") > 1.7e12, text);
      Map<String, Object> directive =
          object(((List<?>) member(metadata, "CloudWatchMetrics")).getFirst());
      assertEquals("Tandem", directive.get("Namespace"), text);
      List<?> dimensions = (List<?>) ((List<?>) member(directive, "Dimensions")).getFirst();
      dimensions.forEach(name -> assertTrue(line.get(name) instanceof String, text));
      for (Object metric : metrics(line)) {
        Object value = member(line, String.valueOf(object(metric).get("Name")));
        assertTrue(value instanceof Double || ((List<?>) value).size() <= 100, text);
      }
      assertEquals(1 + dimensions.size() + metrics(line).size(), line.size(), text);
      lines.add(line);
    }
    return lines;
  }

  private static List<?> metrics(Map<String, Object> line) {
    Object directives = member(object(member(line, "_aws")), "CloudWatchMetrics");
    return (List<?>) member(object(((List<?>) directives).getFirst()), "Metrics");
  }

  private static Object member(Map<String, Object> object, String name) {
    Object member = object.get(name);
    if (member == null) {
      throw new AssertionError("no " + name + " in " + object);
    }
    return member;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  private static Object parse(String json) {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      return value(parser, parser.nextToken());
    }
  }

  private static Object value(JsonParser parser, JsonToken token) {
    if (token == JsonToken.START_OBJECT) {
      Map<String, Object> object = new TreeMap<>();
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        object.put(name, value(parser, parser.nextToken()));
      }
      return object;
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> array = new ArrayList<>();
      for (JsonToken next = parser.nextToken();
          next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        array.add(value(parser, next));
      }
      return array;
    }
    return token == JsonToken.VALUE_STRING ? parser.getString() : (Object) parser.getDoubleValue();
  }
}
