package io.tandem.inferenceserver;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * How long callers are waited for, each for the time of what is awaited: the rest of a body, the
 * taking of an answer. While the container stops, a caller that does nothing is no work in
 * progress. Thread-safe.
 */
final class Patience {
  private final long lastMillis;
  private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
  private volatile boolean lost;

  /**
   * @param lastMillis of waits that begin after patience was lost
   */
  Patience(long lastMillis) {
    this.lastMillis = lastMillis;
  }

  /** One wait for one caller. */
  final class Wait {
    private final XnioIoThread thread;
    private final Runnable over;
    private XnioExecutor.@Nullable Key key;

    private Wait(XnioIoThread thread, Runnable over) {
      this.thread = thread;
      this.over = over;
    }

    /** The caller has done its part; to be called on the thread of the wait. */
    void end() {
      waits.remove(this);
      if (key != null) {
        key.remove();
      }
    }

    private void expire() {
      if (waits.remove(this)) {
        end();
        over.run();
      }
    }
  }

  /**
   * To be called on the thread.
   *
   * @param over is run on the thread after the time, unless the wait has ended
   */
  Wait await(XnioIoThread thread, long millis, Runnable over) {
    Wait wait = new Wait(thread, over);
    waits.add(wait);
    long patience = lost ? Math.min(millis, lastMillis) : millis;
    wait.key = thread.executeAfter(wait::expire, patience, TimeUnit.MILLISECONDS);
    return wait;
  }

  /** All waits are over now, and those that begin later after a short time. */
  void lose() {
    lost = true;
    for (Wait wait : waits) {
      wait.thread.execute(wait::expire);
    }
  }

  boolean isLost() {
    return lost;
  }
}
