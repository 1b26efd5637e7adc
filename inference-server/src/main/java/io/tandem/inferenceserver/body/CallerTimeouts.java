package io.tandem.inferenceserver.body;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * Bounds every wait for a caller: for the rest of a body, or until an answer is taken. The bounds
 * are shortened when the container stops, since a slow caller is no work in progress. Thread-safe.
 */
public final class CallerTimeouts {
  private final long shortMillis;
  private final Set<Timeout> running = ConcurrentHashMap.newKeySet();
  private volatile boolean shortened;

  /**
   * @param shortMillis the longest timeout, from its start, once timeouts are shortened
   */
  public CallerTimeouts(long shortMillis) {
    this.shortMillis = shortMillis;
  }

  /** The bound of one wait for one caller. */
  public final class Timeout {
    private final XnioIoThread thread;
    private final long millis;
    private final Runnable onTimeout;
    private final long begin = System.nanoTime();
    private XnioExecutor.@Nullable Key key;

    private Timeout(XnioIoThread thread, long millis, Runnable onTimeout) {
      this.thread = thread;
      this.millis = millis;
      this.onTimeout = onTimeout;
    }

    /** The caller has done its part. Call it on the thread of the timeout. */
    public void cancel() {
      running.remove(this);
      disarm();
    }

    private void arm() {
      long allowed = shortened ? Math.min(millis, shortMillis) : millis;
      long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      key = thread.executeAfter(this::expire, Math.max(0, allowed - waited), TimeUnit.MILLISECONDS);
    }

    private void rearm() {
      if (running.contains(this)) {
        disarm();
        arm();
      }
    }

    private void disarm() {
      if (key != null) {
        key.remove();
      }
    }

    private void expire() {
      if (running.remove(this)) {
        cancel();
        onTimeout.run();
      }
    }
  }

  /**
   * Starts one; call it on the thread.
   *
   * @param onTimeout runs on the thread after the time, unless the timeout was cancelled
   */
  public Timeout start(XnioIoThread thread, long millis, Runnable onTimeout) {
    Timeout timeout = new Timeout(thread, millis, onTimeout);
    running.add(timeout);
    timeout.arm();
    return timeout;
  }

  /** Ends waits that have lasted longer than the short time; others end after it. */
  public void shorten() {
    shortened = true;
    for (Timeout timeout : running) {
      timeout.thread.execute(timeout::rearm);
    }
  }

  public boolean areShort() {
    return shortened;
  }
}
