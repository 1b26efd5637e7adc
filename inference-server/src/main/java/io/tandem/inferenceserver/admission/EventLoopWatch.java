package io.tandem.inferenceserver.admission;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells when an I/O thread is behind for good. It serves in turns: it asks which connections have
 * something to read and serves all of those before it asks again. A request that comes late in a
 * long turn has waited for all before it, and so has every ping. One long turn is a burst, or a
 * pause of the JVM, and ends by itself; a row of them without a short one between is a queue that
 * does not. Where several models are called, a late request is refused only to a model that has had
 * more than its share of the turn. Thread-safe.
 */
public final class EventLoopWatch {
  /** A longer turn is a long one, and the part of it beyond is what a standing queue loses. */
  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** With fewer in a turn each takes so long that the next turn would be no shorter. */
  private static final int MIN_REQUESTS = 64;

  /**
   * Of a row of long turns: a thousand connections that come at once are answered, however slow the
   * machine is. What is computed here takes less than a millisecond, so a ping waits for a second
   * at most; the platform gives it two.
   */
  private static final int BURST_REQUESTS = 1024;

  private static final int MAX_USAGES = 1000;

  private final long burstNanos;
  private final LongSupplier nanoTime;

  private final ThreadLocal<Row> rows = ThreadLocal.withInitial(Row::new);

  /**
   * @param burst how long a row of long turns may last before it counts as a queue
   */
  public EventLoopWatch(Duration burst) {
    this(burst, System::nanoTime);
  }

  EventLoopWatch(Duration burst, LongSupplier nanoTime) {
    this.burstNanos = burst.toNanos();
    this.nanoTime = nanoTime;
  }

  /** What a model has had of a turn. */
  private static final class Usage {
    final @Nullable ModelQueue model;
    int turn;
    long nanos;

    Usage() {
      this(null);
    }

    Usage(@Nullable ModelQueue model) {
      this.model = model;
    }
  }

  /** Of one I/O thread: the long turns since the last short one, and the turn that it is in. */
  private static final class Row {
    long begin;
    int requests;
    long turnBegin;
    int turnRequests;
    long turnEnd;

    /** Of the models that were called, lately or in this turn. */
    final IdentityHashMap<ModelQueue, Usage> usages = new IdentityHashMap<>();

    /** Of the model of the request before. */
    Usage last = new Usage();

    long lastBegin;
    int turn;
    int modelsOfTurn;

    void beginTurn(long now) {
      turn++;
      modelsOfTurn = 0;
      if (usages.size() > MAX_USAGES) {
        // Most of them belong to models that have been unloaded.
        usages.clear();
        last = new Usage();
      }
      // A pause between turns as long as a turn is no queue either.
      if (turnEnd - turnBegin < LONG_NANOS || now - turnEnd > LONG_NANOS) {
        begin = now;
        requests = 0;
      }
      turnBegin = now;
    }

    /** The time from one request to the next counts as that of the model of the first. */
    void count(ModelQueue model, long now) {
      if (last.turn == turn) {
        last.nanos += now - lastBegin;
      }
      lastBegin = now;
      if (last.model != model) {
        last = usages.computeIfAbsent(model, Usage::new);
      }
      if (last.turn != turn) {
        last.turn = turn;
        last.nanos = 0;
        modelsOfTurn++;
      }
    }

    /** At least one request of each model is taken in a turn. */
    boolean hasHadItsShare(long now) {
      return last.nanos > 0 && last.nanos * modelsOfTurn >= now - turnBegin;
    }

    void endTurn(long now) {
      requests += turnRequests;
      turnRequests = 0;
      turnEnd = now;
    }
  }

  /**
   * Counts a request and says whether to refuse it. Call it on its I/O thread.
   *
   * @param model that is called
   * @param ioThread runs a task before it asks for connections again
   */
  public boolean isLate(ModelQueue model, Executor ioThread) {
    Row row = rows.get();
    long now = nanoTime.getAsLong();
    if (row.turnRequests++ == 0) {
      row.beginTurn(now);
      ioThread.execute(() -> row.endTurn(nanoTime.getAsLong()));
    }
    row.count(model, now);
    return now - row.turnBegin > LONG_NANOS
        && row.turnRequests > MIN_REQUESTS
        && now - row.begin > burstNanos
        && row.requests + row.turnRequests > BURST_REQUESTS
        && row.hasHadItsShare(now);
  }
}
