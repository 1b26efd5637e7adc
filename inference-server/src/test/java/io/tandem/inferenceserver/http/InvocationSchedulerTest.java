package io.tandem.inferenceserver.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class InvocationSchedulerTest {
  private static final int CALLS = 200;
  private static final String MALFORMED = "x";
  private static final String BATCH = "1\n".repeat(20_000);

  private final Timed inference = new Timed();
  private final InferenceServer server =
      new InferenceServer(ServerSettings.read(Settings.of(Map.of())).onAnyFreePort());
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Takes the time it is told to, and answers which of the threads it ran on. */
  private static final class Timed implements CsvInference {
    private volatile long nanos;

    @Override
    public InvocationResult invoke(Invocation invocation) {
      if (invocation.body().array()[invocation.body().begin()] == MALFORMED.charAt(0)) {
        return new InvocationResult.Rejected(
            InvocationResult.Reason.INVALID_INPUT, "expected a number");
      }
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < nanos) {
        Thread.onSpinWait();
      }
      String thread = Thread.currentThread().getName().startsWith("compute-") ? "compute" : "io";
      return InvocationResult.Answered.of(
          invocation.contentType(), ByteBuffer.wrap(thread.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void whatIsShortIsComputedWhereItWasRead() throws Exception {
    server.serve(inference);

    assertEquals("compute", invoke("1"), "nothing is known yet");
    assertEquals("io", afterMany("1"));
  }

  @Test
  void aLargeBodyIsNot() throws Exception {
    server.serve(inference);

    assertEquals("io", afterMany("1"));
    assertEquals("compute", afterMany(BATCH));
    assertEquals("io", invoke("1"), "large bodies say nothing about short ones");
  }

  @Test
  void whatTakesLongIsNotUntilItIsShortAgain() throws Exception {
    server.serve(inference);
    inference.nanos = TimeUnit.MILLISECONDS.toNanos(3);

    assertEquals("compute", afterMany("1"));
    inference.nanos = 0;
    assertEquals("io", afterMany("1"));
    inference.nanos = TimeUnit.MILLISECONDS.toNanos(3);
    assertEquals("compute", afterMany("1"));
  }

  /** Each takes 20 ms, so the hundredth of a thread would begin two seconds later. */
  @Test
  void whatWouldBeginTooLateIsRefusedAtOnce() throws Exception {
    server.serve(inference);
    inference.nanos = TimeUnit.MILLISECONDS.toNanos(20);
    afterMany("1");

    List<Integer> statuses = together(100, i -> "1");

    assertTrue(statuses.contains(200), "some are answered");
    assertTrue(statuses.contains(503), "those that would come late are not");
    assertTrue(statuses.indexOf(503) < statuses.lastIndexOf(200), "they do not wait");
    assertEquals("compute", invoke("1"), "it goes on");
  }

  /** Each takes 100 ms, so the first rounds are not done when the last of a thread has its turn. */
  @Test
  void whatHasWaitedTooLongIsRefusedWhenLittleIsKnown() throws Exception {
    server.serve(inference);
    inference.nanos = TimeUnit.MILLISECONDS.toNanos(100);

    List<Integer> statuses = together(25, i -> "1");

    assertTrue(statuses.contains(200), "some are answered");
    assertTrue(statuses.contains(503), "those whose turn comes late are not");
  }

  @Test
  void malformedBodiesDoNotHideWhatTheOthersTake() throws Exception {
    server.serve(inference);
    inference.nanos = TimeUnit.MILLISECONDS.toNanos(20);

    List<Integer> statuses = together(100, i -> i % 32 == 0 ? MALFORMED : "1");

    assertTrue(statuses.contains(400));
    assertTrue(statuses.contains(200), "some are answered");
    assertTrue(statuses.contains(503), "those that would come late are not");
  }

  /** As many times as there are threads; the statuses in the order in which they came. */
  private List<Integer> together(int times, IntFunction<String> body) {
    List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < times * Runtime.getRuntime().availableProcessors(); i++) {
      all.add(
          client
              .sendAsync(request(body.apply(i)), HttpResponse.BodyHandlers.discarding())
              .thenAccept(response -> statuses.add(response.statusCode())));
    }
    all.forEach(CompletableFuture::join);
    return List.copyOf(statuses);
  }

  private String afterMany(String body) throws Exception {
    for (int i = 1; i < CALLS; i++) {
      invoke(body);
    }
    return invoke(body);
  }

  private String invoke(String body) throws Exception {
    HttpResponse<String> response =
        client.send(request(body), HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode());
    return response.body();
  }

  private HttpRequest request(String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/invocations"))
        .header("Content-Type", MediaType.CSV)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }
}
