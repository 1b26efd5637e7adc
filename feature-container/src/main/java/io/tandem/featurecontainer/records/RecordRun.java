package io.tandem.featurecontainer.records;

import io.tandem.inferenceserver.ContainerException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes all lines of some files through several threads. */
public final class RecordRun {
  /** As much as one invocation may hold. */
  private static final int MAX_RECORD_BYTES = 25 << 20;

  private static final int BATCHES_PER_THREAD = 3;

  /** Of the heap; the rest is for what the work holds. */
  private static final int HEAP_PER_BATCHES = 8;

  private final BatchQueue queue;
  private @Nullable Throwable failure;

  /** What one thread does with the batches that fall to it. */
  @FunctionalInterface
  public interface Work {
    /**
     * @throws InterruptedException when another thread's work has failed
     */
    void accept(RecordBatch batch, Turn turn) throws IOException, InterruptedException;
  }

  /** Lets work keep the order of the input. */
  @FunctionalInterface
  public interface Turn {
    /**
     * Returns when all that stands before the batch has been worked on.
     *
     * @throws InterruptedException when another thread's work has failed
     */
    void await() throws InterruptedException;
  }

  private RecordRun(BatchQueue queue) {
    this.queue = queue;
  }

  /**
   * Returns when all lines were worked on; has a thread for each of the works.
   *
   * @throws ContainerException when a file cannot be read; what stands before was worked on
   * @throws IOException of the work, the first one
   * @throws InterruptedException when this thread is told to stop
   */
  public static void run(List<RecordFile> files, List<? extends Work> works, Progress progress)
      throws IOException, InterruptedException {
    long maxBytes = Runtime.getRuntime().maxMemory() / HEAP_PER_BATCHES;
    new RecordRun(new BatchQueue(maxBytes, BATCHES_PER_THREAD * works.size()))
        .go(files, works, progress);
  }

  private void go(List<RecordFile> files, List<? extends Work> works, Progress progress)
      throws IOException, InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (Work work : works) {
      threads.add(Thread.ofPlatform().name("records-" + threads.size()).start(() -> work(work)));
    }
    ContainerException unreadable = null;
    try (BatchReader reader = new BatchReader(files, MAX_RECORD_BYTES)) {
      feed(reader, progress);
    } catch (ContainerException e) {
      // Told after what the work finds before it, so that it is always the first fault.
      unreadable = e;
    } catch (InterruptedException | RuntimeException | Error e) {
      queue.stop();
      throw e;
    } finally {
      queue.close();
    }
    join(threads);
    rethrow();
    if (unreadable != null) {
      throw unreadable;
    }
  }

  private void feed(BatchReader reader, Progress progress) throws InterruptedException {
    for (RecordBatch batch = reader.next(); batch != null; batch = reader.next()) {
      if (!queue.put(batch)) {
        return;
      }
      progress.read(reader.lines(), reader.bytes());
    }
  }

  private void work(Work work) {
    try {
      for (RecordBatch batch = queue.take(); batch != null; batch = queue.take()) {
        RecordBatch taken = batch;
        work.accept(taken, () -> queue.awaitTurn(taken));
        queue.done(taken);
      }
    } catch (Throwable e) { // whatever it is, the thread that waits has to know
      fail(e);
    }
  }

  private synchronized void fail(Throwable e) {
    if (failure == null) {
      failure = e;
    }
    queue.stop();
  }

  private void join(List<Thread> threads) throws InterruptedException {
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      queue.stop();
      throw e;
    }
  }

  private synchronized void rethrow() throws IOException, InterruptedException {
    switch (failure) {
      case null -> {}
      case IOException e -> throw e;
      case InterruptedException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }
}
