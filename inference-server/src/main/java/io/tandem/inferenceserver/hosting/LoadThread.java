package io.tandem.inferenceserver.hosting;

import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that loads and closes models, one after the other. It yields to the threads that
 * serve, and gives native memory that was freed back to the system. All but {@link #execute},
 * {@link #executeNext} and {@link #end} is for tasks of its own.
 */
final class LoadThread extends ThreadPoolExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(LoadThread.class);

  /** Threads that serve get about nine times as much of a core. */
  private static final int NICE = 10;

  /** Between two trims while other tasks wait. */
  private static final long TRIM_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long END_SECONDS = 1;

  private final LinkedBlockingDeque<Runnable> tasks;
  private final NativeCalls calls = new NativeCalls();
  private boolean freed;
  private long trimmed = System.nanoTime() - TRIM_NANOS;

  LoadThread() {
    this(new LinkedBlockingDeque<>());
  }

  private LoadThread(LinkedBlockingDeque<Runnable> tasks) {
    super(1, 1, 0, TimeUnit.SECONDS, tasks);
    this.tasks = tasks;
    setThreadFactory(
        task ->
            Thread.ofPlatform()
                .name("load")
                .daemon()
                .unstarted(
                    () -> {
                      calls.yieldToOthers(NICE);
                      task.run();
                    }));
    prestartAllCoreThreads();
  }

  /** Runs it before all that wait: closing makes the room that they need. */
  void executeNext(Runnable task) {
    tasks.addFirst(task);
  }

  /** Something native may have been freed: it goes back soon, at the latest when nothing waits. */
  void freed() {
    freed = true;
    if (tasks.isEmpty() || System.nanoTime() - trimmed >= TRIM_NANOS) {
      trim();
    }
  }

  /** What was freed goes back to the system. */
  void trim() {
    if (freed) {
      calls.trim();
      freed = false;
      trimmed = System.nanoTime();
    }
  }

  /** Runs what waits, unless that takes too long. */
  void end() {
    shutdown();
    try {
      if (!awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a model is still being loaded at the end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
