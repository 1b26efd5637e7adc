package io.tandem.inferenceserver.lines;

import io.tandem.inferenceserver.Body;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Computes bodies of many lines in chunks, on all cores, and keeps their order: what comes out does
 * not depend on the number of threads. Bodies take turns: each has only a few chunks in the queue,
 * so a small one does not wait for all of a large one. Its threads start with the first large body.
 * Thread-safe.
 */
public final class ParallelLines implements AutoCloseable {
  /** Some milliseconds of work, beside which handing it over is nothing. */
  static final int BYTES = 256 << 10;

  private final ThreadPoolExecutor threads;

  /** Of one body, begun or in the queue: as many wait as run, so no thread waits for a caller. */
  private final int chunksAtOnce;

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
    chunksAtOnce = 2 * cores;
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
    Deque<FutureTask<T>> begun = new ArrayDeque<>();
    try {
      return compute(text, function, begun);
    } catch (InterruptedException e) {
      begun.forEach(task -> task.cancel(true));
      Thread.currentThread().interrupt();
      throw new IllegalStateException("cut off while stopping", e);
    } catch (ExecutionException e) {
      forgo(begun);
      throw thrown(e.getCause());
    }
  }

  private <T> List<T> compute(Body text, ChunkFunction<T> function, Deque<FutureTask<T>> begun)
      throws InterruptedException, ExecutionException {
    List<T> results = new ArrayList<>(text.length() / BYTES + 1);
    for (int begin = text.begin(); begin < text.end(); ) {
      int end = endOfLine(text, begin + Math.min(BYTES, text.end() - begin));
      Body lines = new Body(text.array(), begin, end);
      boolean first = begin == text.begin();
      if (begun.size() == chunksAtOnce) {
        results.add(begun.remove().get());
      }
      FutureTask<T> task = new FutureTask<>(() -> function.compute(lines, first));
      threads.execute(task);
      begun.add(task);
      begin = end;
    }
    while (!begun.isEmpty()) {
      results.add(begun.remove().get());
    }
    return results;
  }

  /** Returns when none of them runs any more: the caller is free to reuse the body. */
  private <T> void forgo(Deque<FutureTask<T>> tasks) {
    for (FutureTask<T> task : tasks) {
      if (!threads.remove(task)) {
        awaitEnd(task);
      }
    }
  }

  private static <T> void awaitEnd(FutureTask<T> task) {
    try {
      T _ = task.get();
    } catch (ExecutionException e) {
      // A chunk before it has failed, and that is what the caller gets.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
