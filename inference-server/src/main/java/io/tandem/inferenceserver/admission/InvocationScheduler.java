package io.tandem.inferenceserver.admission;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides where an invocation is computed. The I/O thread that has read it computes what is short;
 * a fixed number of threads computes the rest, from a queue for each model that is bounded in
 * length and time. See RATIONALE.md for the choice. Thread-safe.
 */
public final class InvocationScheduler implements AutoCloseable {
  /** What takes no longer may be quick, once the JVM is warm and the machine has time for it. */
  private static final long COLD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final FairQueue threads;
  private final AdmissionControl admission;
  private final LongSupplier nanoTime;

  /** An invocation whose body has been read. */
  public interface Work {
    /**
     * Computes and answers. Throws nothing.
     *
     * @return the nanoseconds that computing took, without the answer's way; less than 0 when they
     *     say nothing of others: a refusal may end at the first byte
     */
    long compute();

    /** Answers that it would wait, or has waited, for too long. */
    void refuse();

    /** Has one of the threads run the task. */
    void dispatch(Executor threads, Runnable task);
  }

  /**
   * @param queued the most of one model that may wait
   * @param maxWait the longest that any may be expected to wait
   */
  public InvocationScheduler(int threads, int queued, Duration maxWait) {
    this(threads, queued, maxWait, System::nanoTime);
  }

  InvocationScheduler(int threads, int queued, Duration maxWait, LongSupplier nanoTime) {
    this.admission = new AdmissionControl(threads, threads + queued, maxWait.toNanos());
    this.threads = new FairQueue(threads, nanoTime);
    this.nanoTime = nanoTime;
  }

  /**
   * Whether a body would be computed as soon as it is read.
   *
   * @param bytes of it, less than 0 when nobody has said how many
   */
  public boolean admits(ModelQueue model, long bytes) {
    return model.times.areShort(bytes) || admission.admits(model, model.times.expected(bytes));
  }

  /**
   * Computes now or later, or refuses, now or when it has waited too long. Call it on the I/O
   * thread of the invocation.
   *
   * @param bytes of the body
   */
  public void run(ModelQueue model, int bytes, Work work) {
    ServiceTimes times = model.times;
    if (times.areShort(bytes)) {
      compute(times, bytes, work);
      return;
    }
    long expected = times.expected(bytes);
    if (!admission.add(model, expected)) {
      work.refuse();
      return;
    }
    boolean judged = times.areKnown(bytes);
    long begin = nanoTime.getAsLong();
    work.dispatch(
        threads.of(model, expected),
        () -> {
          try {
            if (judged || isInTime(times, bytes, nanoTime.getAsLong() - begin)) {
              compute(times, bytes, work);
            } else {
              work.refuse();
            }
          } finally {
            admission.remove(model, expected);
          }
        });
  }

  /** What was taken on before anything was known is judged when its turn has come. */
  private boolean isInTime(ServiceTimes times, int bytes, long waited) {
    long own = times.expectedSoFar(bytes);
    return own <= COLD_NANOS || admission.allows(waited, own);
  }

  private static void compute(ServiceTimes times, int bytes, Work work) {
    long nanos = work.compute();
    if (nanos >= 0) {
      times.add(bytes, nanos);
    }
  }

  /** What still runs is interrupted. */
  @Override
  public void close() {
    threads.close();
  }
}
