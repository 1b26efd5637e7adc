package io.tandem.localaws.states.task;

import io.tandem.localaws.states.definition.StateException;
import io.tandem.strictjson.Json;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Tasks that wait until somebody answers, by their tokens. For many threads at once. */
public final class TaskTokens {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{64}");
  private static final int BYTES = 48;

  private final Map<String, CompletableFuture<Json>> waiting = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();

  /** Whoever knows it can answer. */
  public String create() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Whether it can be one. */
  public static boolean isToken(String text) {
    return TOKEN.matcher(text).matches();
  }

  public boolean isWaiting(String token) {
    return waiting.containsKey(token);
  }

  /** False when nobody waits, or somebody has answered. */
  public boolean succeed(String token, Json output) {
    CompletableFuture<Json> task = waiting.get(token);
    return task != null && task.complete(output);
  }

  /** False when nobody waits, or somebody has answered. */
  public boolean fail(String token, String error, String cause) {
    CompletableFuture<Json> task = waiting.get(token);
    return task != null && task.completeExceptionally(new StateException(error, cause));
  }

  /** To be told to people only when an answer would be heard. */
  void open(String token) {
    waiting.put(token, new CompletableFuture<>());
  }

  Json await(TaskCall call) throws StateException, InterruptedException {
    CompletableFuture<Json> answer =
        waiting.computeIfAbsent(call.token(), _ -> new CompletableFuture<>());
    try {
      return call.deadline().isEmpty()
          ? answer.get()
          : answer.get(call.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw call.timedOut();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StateException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    } finally {
      waiting.remove(call.token());
    }
  }
}
