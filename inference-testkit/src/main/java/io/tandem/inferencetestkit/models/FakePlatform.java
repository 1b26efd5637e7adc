package io.tandem.inferencetestkit.models;

import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.models.Endpoint.Artifact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the platform does for callers that name a target model: it loads at the first call, and on a
 * 507 it unloads the model that was asked least recently. Thread-safe.
 */
final class FakePlatform {
  /** A model may be unloaded for another between its load and the call. */
  private static final int ATTEMPTS = 50;

  private final Endpoint endpoint;

  /** The loaded models by id, the one asked least recently first. */
  private final LinkedHashMap<String, Boolean> loaded = new LinkedHashMap<>(16, 0.75f, true);

  private final Map<Integer, Object> locks = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> statuses = new ConcurrentHashMap<>();

  FakePlatform(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** The answer of the model with this number. */
  Answer invoke(int number) throws IOException {
    String id = id(number);
    for (int i = 0; i < ATTEMPTS; i++) {
      if (!touch(id)) {
        load(number, id);
      }
      Answer answer = endpoint.invoke(id, number);
      count("invoke", answer);
      if (answer.status() != 404) {
        return answer;
      }
      forget(id);
    }
    throw new AssertionError("never found what was loaded: " + statuses);
  }

  private void load(int number, String id) throws IOException {
    Artifact artifact = endpoint.artifact(number);
    synchronized (locks.computeIfAbsent(number, any -> new Object())) {
      for (int i = 0; i < ATTEMPTS; i++) {
        if (touch(id)) {
          return;
        }
        Answer answer = endpoint.calls().load(id, artifact.url());
        count("load", answer);
        switch (answer.status()) {
          case 200, 409 -> {
            remember(id);
            return;
          }
          case 507 -> unloadAnother();
          default -> throw new AssertionError(answer.toString());
        }
      }
    }
    throw new AssertionError("never had room: " + statuses);
  }

  private void unloadAnother() throws IOException {
    String eldest;
    synchronized (loaded) {
      Iterator<String> ids = loaded.keySet().iterator();
      if (!ids.hasNext()) {
        return;
      }
      eldest = ids.next();
      ids.remove();
    }
    Answer answer = endpoint.calls().unload(eldest);
    count("unload", answer);
    if (answer.status() != 200 && answer.status() != 404) {
      throw new AssertionError(answer.toString());
    }
  }

  private boolean touch(String id) {
    synchronized (loaded) {
      return loaded.get(id) != null;
    }
  }

  private void remember(String id) {
    synchronized (loaded) {
      loaded.put(id, true);
    }
  }

  private void forget(String id) {
    synchronized (loaded) {
      loaded.remove(id);
    }
  }

  private void count(String call, Answer answer) {
    statuses.computeIfAbsent(call + " " + answer.status(), s -> new LongAdder()).increment();
  }

  /** How many calls had which status, by both. */
  Map<String, LongAdder> statuses() {
    return Map.copyOf(statuses);
  }

  /** No more than a digest of the target, as the real one is. */
  private static String id(int number) {
    String target = "market-" + number + "/model.tar.gz";
    return UUID.nameUUIDFromBytes(target.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
