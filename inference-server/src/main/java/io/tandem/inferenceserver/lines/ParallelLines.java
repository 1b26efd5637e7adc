package io.tandem.inferenceserver.lines;

import io.tandem.inferenceserver.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Computes bodies of many lines in chunks, on all cores, and keeps their order: what comes out does
 * not depend on the number of threads. Its threads start with the first large body. Thread-safe.
 */
public final class ParallelLines implements AutoCloseable {
  /** Some milliseconds of work, beside which handing it over is nothing. */
  static final int BYTES = 256 << 10;

  private final ThreadPoolExecutor threads;

  /** What is made of one chunk. */
  @FunctionalInterface
  public interface ChunkFunction<T> {
    /**
     * @param lines whole lines
     * @param first whether the body begins with them
     */
    T compute(Body lines, boolean first);
  }

  public ParallelLines() {
    int cores = Runtime.getRuntime().availableProcessors();
    threads =
        new ThreadPoolExecutor(
            cores,
            cores,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("lines-", 1).daemon().factory());
  }

  /**
   * Starts the threads, which else start with the first large body: a thread takes over the
   * priority of the one that starts it.
   */
  public void start() {
    threads.prestartAllCoreThreads();
  }

  /**
   * What was made of each chunk, in their order. A small body is one chunk and computed by the
   * calling thread; so is an empty one.
   *
   * @throws RuntimeException as the first chunk that throws does
   */
  public <T> List<T> compute(Body text, ChunkFunction<T> function) {
    if (text.length() <= BYTES) {
      return List.of(function.compute(text, true));
    }
    List<Callable<T>> calls = new ArrayList<>();
    for (int begin = text.begin(); begin < text.end(); ) {
      int end = endOfLine(text, begin + Math.min(BYTES, text.end() - begin));
      Body lines = new Body(text.array(), begin, end);
      boolean first = begin == text.begin();
      calls.add(() -> function.compute(lines, first));
      begin = end;
    }
    try {
      List<T> results = new ArrayList<>(calls.size());
      for (Future<T> computed : threads.invokeAll(calls)) {
        results.add(computed.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("cut off while stopping", e);
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    }
  }

  /** Behind the end of the line that the byte before {@code at} belongs to. */
  private static int endOfLine(Body text, int at) {
    int end = at;
    while (end < text.end() && text.array()[end - 1] != '\n') {
      end++;
    }
    return end;
  }

  private static RuntimeException thrown(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    throw cause instanceof RuntimeException fault ? fault : new IllegalStateException(cause);
  }

  /** What still runs is interrupted. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
