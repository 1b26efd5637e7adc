package io.tandem.inferenceserver.body;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * How long callers are waited for, each for the time of what is awaited: the rest of a body, the
 * taking of an answer. While the container stops, a caller that takes its time is no work in
 * progress. Thread-safe.
 */
public final class Patience {
  private final long lastMillis;
  private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
  private volatile boolean lost;

  /**
   * @param lastMillis that any wait lasts at most, from its begin, once patience is lost
   */
  public Patience(long lastMillis) {
    this.lastMillis = lastMillis;
  }

  /** One wait for one caller. */
  public final class Wait {
    private final XnioIoThread thread;
    private final long millis;
    private final Runnable over;
    private final long begin = System.nanoTime();
    private XnioExecutor.@Nullable Key key;

    private Wait(XnioIoThread thread, long millis, Runnable over) {
      this.thread = thread;
      this.millis = millis;
      this.over = over;
    }

    /** The caller has done its part; to be called on the thread of the wait. */
    public void end() {
      waits.remove(this);
      disarm();
    }

    private void arm() {
      long patience = lost ? Math.min(millis, lastMillis) : millis;
      long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      key =
          thread.executeAfter(this::expire, Math.max(0, patience - waited), TimeUnit.MILLISECONDS);
    }

    private void rearm() {
      if (waits.contains(this)) {
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
  public Wait await(XnioIoThread thread, long millis, Runnable over) {
    Wait wait = new Wait(thread, millis, over);
    waits.add(wait);
    wait.arm();
    return wait;
  }

  /** Waits that have lasted are over now; others, and those that begin later, have a short time. */
  public void lose() {
    lost = true;
    for (Wait wait : waits) {
      wait.thread.execute(wait::rearm);
    }
  }

  public boolean isLost() {
    return lost;
  }
}
