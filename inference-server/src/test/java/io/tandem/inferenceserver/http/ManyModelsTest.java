package io.tandem.inferenceserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult;
import io.tandem.inferenceserver.InvocationResult.Answered;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.inferenceserver.Settings;
import io.tandem.inferenceserver.loading.ArtifactLoader;
import io.tandem.inferenceserver.loading.LoadResult;
import io.tandem.inferenceserver.resources.ServingResources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every model answers with what its file says. */
final class ManyModelsTest {
  private final AtomicInteger closed = new AtomicInteger();
  private final Queue<WeakReference<Saying>> loaded = new ConcurrentLinkedQueue<>();
  private final Semaphore called = new Semaphore(0);
  private final CountDownLatch release = new CountDownLatch(1);
  private final ServingResources resources = new ServingResources(1 << 20);
  private final HttpClient client = HttpClient.newHttpClient();
  private InferenceServer server;
  private @TempDir Path base;

  private final class Saying implements CsvInference {
    private final byte[] says;

    Saying(byte[] says) {
      this.says = says;
    }

    @Override
    public InvocationResult invoke(Invocation invocation) {
      if (new String(invocation.body().toByteArray(), UTF_8).equals("wait")) {
        called.release();
        try {
          release.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return Answered.of(ByteBuffer.wrap(says.clone()));
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private final class Loader implements ArtifactLoader {
    @Override
    public LoadResult load(Path folder, ServingResources shared) {
      try {
        Saying model = new Saying(Files.readAllBytes(folder.resolve("says")));
        loaded.add(new WeakReference<>(model));
        return new LoadResult.Loaded(model, estimate(folder));
      } catch (IOException e) {
        return new LoadResult.Refused("found no file says");
      }
    }

    @Override
    public MemoryUse estimate(Path folder) {
      return new MemoryUse(1000, 1000);
    }
  }

  @BeforeEach
  void start() {
    start(Map.of());
  }

  private void start(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("SAGEMAKER_MULTI_MODEL", "true");
    environment.put("SAGEMAKER_BASE_DIR", base.toString());
    ServerSettings settings = ServerSettings.read(Settings.of(environment));
    server =
        InferenceServer.ofManyModels(
            settings.onAnyFreePort(), settings.manyModels().orElseThrow(), new Loader(), resources);
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.close();
    client.close();
    resources.close();
  }

  @Test
  void aModelIsCalledFromItsLoadingToItsUnloading() throws Exception {
    assertEquals("200 ", send("GET", "/ping", ""));
    assertEquals("200 {\"models\":[]}", send("GET", "/models", ""));
    assertEquals(404, status("POST", "/models/m%2F1/invoke", "1"));
    String url = folder("one", "1.5");

    assertEquals(200, status("POST", "/models", request("m/1", url)));
    assertEquals(409, status("POST", "/models", request("m/1", url)));
    String model = "{\"modelName\":\"m/1\",\"modelUrl\":\"%s\"}".formatted(url);
    assertEquals("200 {\"models\":[" + model + "]}", send("GET", "/models", ""));
    assertEquals("200 " + model, send("GET", "/models/m%2F1", ""));
    assertEquals("200 1.5", send("POST", "/models/m%2F1/invoke", "1"));
    assertEquals("200 ", send("DELETE", "/models/m%2F1", ""));
    assertEquals(1, closed.get());
    assertEquals(404, status("DELETE", "/models/m%2F1", ""));
    assertEquals(404, status("POST", "/models/m%2F1/invoke", "1"));
  }

  @Test
  void aModelIsNotClosedUnderACall() throws Exception {
    assertEquals(200, status("POST", "/models", request("m", folder("one", "1"))));
    CompletableFuture<HttpResponse<String>> running = later("POST", "/models/m/invoke", "wait");
    called.acquire();

    CompletableFuture<HttpResponse<String>> unloading = later("DELETE", "/models/m", "");
    while (status("GET", "/models/m", "") != 404) {
      Thread.onSpinWait();
    }
    assertEquals(0, closed.get());
    assertFalse(unloading.isDone());
    assertEquals(200, status("POST", "/models", request("m", folder("two", "2"))), "anew");
    assertEquals("200 2", send("POST", "/models/m/invoke", "1"));

    release.countDown();
    assertEquals("1", running.join().body());
    assertEquals(200, unloading.join().statusCode());
    assertEquals(1, closed.get());
  }

  @Test
  @Timeout(30)
  void theHeapOfModelsGoesBackWhenTheLastIsUnloaded() throws Exception {
    for (String name : List.of("a", "b")) {
      assertEquals(200, status("POST", "/models", request(name, folder(name, "1"))));
      assertEquals("200 1", send("POST", "/models/" + name + "/invoke", "1"));
    }
    for (String name : List.of("a", "b")) {
      assertEquals(200, status("DELETE", "/models/" + name, ""));
    }

    // Nothing is allocated here, which would bring about a collection by itself.
    for (WeakReference<Saying> model : loaded) {
      while (model.get() != null) {
        assertFalse(Thread.interrupted(), "a model that was unloaded is not collected");
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void whatLeadsOutOfTheFolderOfModelsIsRefused() throws Exception {
    Path outside = Files.createDirectories(base.resolve("elsewhere"));
    Files.writeString(outside.resolve("says"), "1");
    Path link = Files.createSymbolicLink(models().resolve("link"), outside);
    Path within = Path.of(folder("linked", "1"));
    Files.delete(within.resolve("says"));
    Files.createSymbolicLink(within.resolve("says"), outside.resolve("says"));

    for (Path url :
        new Path[] {outside, link, models(), models().resolve("../elsewhere"), within}) {
      String answer = send("POST", "/models", request("m", url.toString()));
      assertTrue(answer.startsWith("400 {\"error\":\"invalid_model\",\"detail\":\"url: "), answer);
    }
    assertEquals(404, status("GET", "/models/m", ""));
  }

  /** Whoever opened it would wait for a writer, and all loads behind it. */
  @Test
  void anArtifactWithAPipeInItIsRefused() throws Exception {
    Path folder = Path.of(folder("piped", "1"));
    assertEquals(
        0, new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor());

    String answer = send("POST", "/models", request("m", folder.toString()));

    assertTrue(answer.contains("found a pipe or device"), answer);
  }

  @Test
  void callsAreCountedOnceInAllAndOnceForTheirModel() throws Exception {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    server.startMetrics("c", new PrintStream(written, true, UTF_8), Duration.ofDays(1));
    assertEquals(200, status("POST", "/models", request("m", folder("one", "1"))));
    assertEquals("200 1", send("POST", "/models/m/invoke", "1"));

    server.close();

    List<String> requests =
        written.toString(UTF_8).lines().filter(line -> line.contains("\"Requests\":1")).toList();
    assertEquals(2, requests.size(), requests::toString);
    assertEquals(1, requests.stream().filter(line -> line.contains("\"Model\":\"m\"")).count());
  }

  @Test
  void withoutMetricsByModelCallsAreCountedOnce() throws Exception {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    server.close();
    start(Map.of("TANDEM_METRICS_BY_MODEL", "false"));
    server.startMetrics("c", new PrintStream(written, true, UTF_8), Duration.ofDays(1));
    assertEquals(200, status("POST", "/models", request("m", folder("one", "1"))));
    assertEquals("200 1", send("POST", "/models/m/invoke", "1"));

    server.close();

    assertEquals(
        1, written.toString(UTF_8).lines().filter(line -> line.contains("\"Requests\"")).count());
  }

  private Path models() throws IOException {
    return Files.createDirectories(base.resolve("models"));
  }

  private String folder(String name, String says) throws IOException {
    Path folder = Files.createDirectories(models().resolve(name).resolve("model"));
    Files.writeString(folder.resolve("says"), says);
    return folder.toString();
  }

  private static String request(String name, String url) {
    return "{\"model_name\":\"%s\",\"url\":\"%s\"}".formatted(name, url);
  }

  private int status(String method, String path, String body) {
    return later(method, path, body).join().statusCode();
  }

  private String send(String method, String path, String body) {
    HttpResponse<String> answer = later(method, path, body).join();
    return answer.statusCode() + " " + answer.body();
  }

  private CompletableFuture<HttpResponse<String>> later(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }
}
