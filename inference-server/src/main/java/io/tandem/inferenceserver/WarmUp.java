package io.tandem.inferenceserver;

import java.time.Duration;
import java.util.List;

/**
 * Answers samples before the container says that it is ready, so that the first requests meet
 * loaded classes and compiled code. For the end of loading.
 */
public final class WarmUp {
  /** More than the calls after which the JVM compiles a method for the first time. */
  private static final int ROUNDS = 1000;

  private WarmUp() {}

  /**
   * Invokes with all samples in turn, again and again, until either enough rounds are done, the
   * time is over or the thread is interrupted (its interrupt stays set). The answers are dropped,
   * rejections too; an exception of the inference is passed on, as the first request would meet it.
   *
   * @param samples one for each content type and accept that shall be fast; may be empty
   * @param atMost no invocation begins after it, save that each sample is answered once
   */
  public static void run(Inference inference, List<Invocation> samples, Duration atMost) {
    long begin = System.nanoTime();
    long nanos = atMost.toNanos();
    for (int round = 0; round < ROUNDS; round++) {
      for (Invocation sample : samples) {
        boolean over = System.nanoTime() - begin >= nanos;
        if ((round > 0 && over) || Thread.currentThread().isInterrupted()) {
          return;
        }
        inference.invoke(sample);
      }
    }
  }
}
