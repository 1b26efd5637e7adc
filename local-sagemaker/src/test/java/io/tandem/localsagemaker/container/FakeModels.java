package io.tandem.localsagemaker.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The multi-model contract with room for so many models. A model is the text of its {@code
 * weights.txt}: {@code fail:400} cannot be loaded; every other one answers with its text, the body
 * and the target model. A {@code hold} in the weights or in the body waits for {@link #proceed}.
 * {@code take:96} takes so many MiB of memory; the first unload of {@code stay} fails.
 */
public final class FakeModels implements HttpHandler {
  private static final Pattern LOAD =
      Pattern.compile("\\{\"model_name\":\"([^\"]+)\",\"url\":\"([^\"]+)\"}");
  private static final Pattern FAIL = Pattern.compile("fail:([0-9]{3})");

  private static final Pattern TAKE = Pattern.compile("take:([0-9]+)");

  private final int room;
  private final Consumer<String> listener;
  private final Map<String, String> loaded = new TreeMap<>();
  private final Map<String, Integer> calls = new HashMap<>();
  private final List<String> events = new ArrayList<>();
  private final Map<String, Arena> memory = new HashMap<>();
  private final Set<String> stayed = new HashSet<>();
  private final CountDownLatch held = new CountDownLatch(1);

  /**
   * @param listener gets every event as it happens
   */
  public FakeModels(int room, Consumer<String> listener) {
    this.room = room;
    this.listener = listener;
  }

  /** How many are loaded now. */
  public synchronized int count() {
    return loaded.size();
  }

  /** What happened, in order: {@code load eu/a.tar.gz}, {@code full}, {@code unload one}. */
  public synchronized List<String> events() {
    return List.copyOf(events);
  }

  /** Waits until this has happened. */
  public synchronized void await(String event) throws InterruptedException {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (!events.contains(event)) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        throw new AssertionError("waited in vain for " + event + ", saw " + events);
      }
      wait(millis);
    }
  }

  /** Makes the next load of the model answer 409. */
  public synchronized void pretend(String id, String weights) {
    loaded.put(id, weights);
  }

  public void proceed() {
    held.countDown();
  }

  private synchronized void note(String event) {
    events.add(event);
    listener.accept(event);
    notifyAll();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String target = exchange.getRequestHeaders().getFirst("X-Amzn-SageMaker-Target-Model");
    if (path.length == 2 && method.equals("GET")) {
      answer(exchange, 200, "{\"models\":[]}");
    } else if (path.length == 2 && method.equals("POST")) {
      load(exchange, body, target);
    } else if (path.length == 3 && method.equals("DELETE")) {
      unload(exchange, path[2]);
    } else if (path.length == 4 && path[3].equals("invoke") && method.equals("POST")) {
      invoke(exchange, path[2], body, target);
    } else {
      answer(exchange, 404, "no such path");
    }
  }

  private void load(HttpExchange exchange, String body, String target) throws IOException {
    Matcher asked = LOAD.matcher(body);
    if (!asked.matches()) {
      answer(exchange, 400, "expected model_name and url");
      return;
    }
    String weights = Files.readString(Path.of(asked.group(2), "weights.txt"));
    note("load " + target);
    if (weights.contains("hold")) {
      hold();
    }
    Matcher fail = FAIL.matcher(weights);
    if (fail.find()) {
      answer(exchange, Integer.parseInt(fail.group(1)), "{\"error\":\"weights.txt is odd\"}");
    } else {
      answer(exchange, take(asked.group(1), weights), "");
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // The unload closes it.
  private synchronized int take(String id, String weights) {
    if (loaded.containsKey(id)) {
      note("conflict");
      return 409;
    }
    if (loaded.size() >= room) {
      note("full");
      return 507;
    }
    loaded.put(id, weights);
    Matcher take = TAKE.matcher(weights);
    if (take.find()) {
      Arena arena = Arena.ofShared();
      arena.allocate(Long.parseLong(take.group(1)) << 20).fill((byte) 1);
      memory.put(id, arena);
    }
    return 200;
  }

  private void unload(HttpExchange exchange, String id) throws IOException {
    int status;
    synchronized (this) {
      String weights = loaded.get(id);
      boolean used = calls.getOrDefault(id, 0) > 0;
      note(used ? "unloaded in use" : "unload " + weights);
      status = weights == null ? 404 : remove(id, weights);
    }
    answer(exchange, status, "");
  }

  private synchronized int remove(String id, String weights) {
    if (weights.contains("stay") && stayed.add(id)) {
      return 500;
    }
    loaded.remove(id);
    Arena arena = memory.remove(id);
    if (arena != null) {
      arena.close();
    }
    return 200;
  }

  private void invoke(HttpExchange exchange, String id, String body, String target)
      throws IOException {
    String weights;
    synchronized (this) {
      weights = loaded.get(id);
      calls.merge(id, 1, Integer::sum);
      note("call " + weights);
    }
    if (body.contains("hold")) {
      hold();
    }
    synchronized (this) {
      calls.merge(id, -1, Integer::sum);
    }
    if (weights == null) {
      answer(exchange, 404, "not loaded");
    } else {
      answer(exchange, 200, weights + "|" + body + "|" + target);
    }
  }

  private void hold() {
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
