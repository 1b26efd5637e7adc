package io.tandem.inferencetestkit.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.inferencetestkit.Answer;
import io.tandem.inferencetestkit.models.ModelsUnderTest.Question;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A container in multi-model mode and the folder of its archives. Closing ends the container and
 * removes the folder.
 */
public final class Endpoint implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Lines of the log in the message of a failed assertion. */
  private static final int SHOWN = 10;

  /** Starts the container on a folder that holds the folder {@code models}. */
  @FunctionalInterface
  interface Start {
    MultiModelServer on(Path base) throws IOException;
  }

  /**
   * An artifact of the container.
   *
   * @param url as the platform tells it
   */
  public record Artifact(String url, Question question) {}

  private final Path base;
  private final ModelsUnderTest kinds;
  private final MultiModelServer server;
  private final ModelCalls calls;
  private final Map<Integer, Artifact> artifacts = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();

  Endpoint(ModelsUnderTest kinds, Start start) throws IOException {
    this.kinds = kinds;
    // The server compares real paths.
    base = Files.createTempDirectory("endpoint").toRealPath();
    Files.createDirectory(base.resolve("models"));
    server = start.on(base);
    calls = new ModelCalls(server.port());
  }

  MultiModelServer server() {
    return server;
  }

  ModelCalls calls() {
    return calls;
  }

  public int port() {
    return server.port();
  }

  /** Beside the folder of the archives, where nothing may be loaded from. */
  Path base() {
    return base;
  }

  /** An id that nobody has. */
  String newId() {
    return "id-" + ids.incrementAndGet();
  }

  /** A new folder as the platform makes them. */
  Path newFolder() throws IOException {
    return Files.createDirectories(models().resolve("folder-" + newId()).resolve("model"));
  }

  Path models() {
    return base.resolve("models");
  }

  /** Good; the same one for the same number. */
  Artifact artifact(int number) {
    return artifacts.computeIfAbsent(
        number,
        n -> {
          try {
            Path folder = newFolder();
            Question question = kinds.good(n, folder);
            return new Artifact(server.url(folder), question);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Returns when it listens. */
  void awaitListening() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        calls.exchange("HEAD", "/models", new byte[0]);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("it does not listen: " + server, e);
        }
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
  }

  /**
   * Returns when new calls are refused. Each ping has a connection of its own: one that is answered
   * while the end begins is closed after its answer.
   */
  void awaitStopping() throws IOException {
    int ping = 200;
    while (ping == 200) {
      ping = calls.exchange("GET", "/ping", new byte[0]).status();
    }
    assertEquals(503, ping);
  }

  /** Returns when new calls no longer find the model. */
  void awaitUnknown(String id) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (calls.get(id).status() != 404) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it is still known");
      }
    }
  }

  void load(String id, int number) throws IOException {
    assertStatus(200, calls.load(id, artifact(number).url()));
  }

  void unload(String id) throws IOException {
    assertStatus(200, calls.unload(id));
  }

  Answer invoke(String id, int number) throws IOException {
    return calls.invoke(id, artifact(number).question().sample());
  }

  void assertRight(String id, int number) throws IOException {
    Answer answer = invoke(id, number);
    assertStatus(200, answer);
    artifact(number).question().assertAnsweredBy(answer);
  }

  void assertUnknown(String id) throws IOException {
    assertStatus(404, calls.get(id));
    assertStatus(404, invoke(id, 1));
    assertStatus(404, calls.unload(id));
  }

  void assertStatus(int expected, Answer answer) {
    assertEquals(expected, answer.status(), () -> answer + ", " + lastOut());
  }

  private List<String> lastOut() {
    List<String> out = server.out();
    return out.subList(Math.max(0, out.size() - SHOWN), out.size());
  }

  @Override
  public void close() {
    server.close();
    try (Stream<Path> all = Files.walk(base)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
