package io.tandem.evaluation.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How much metrics of rows vary by chance: rows are drawn with replacement, as many as there are,
 * and the metrics computed anew (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993).
 * Metrics of two models of the same draw make a paired comparison. The same rows, rounds and seed
 * give the same metrics, on any number of cores.
 */
public final class Bootstrap {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** Each thread holds counts for all rows. */
  private static final int MOST_THREADS = 8;

  /** Fewer rounds leave the tails empty. */
  public static final int MIN_ROUNDS = 40;

  private Bootstrap() {}

  /**
   * Returns the statistic of each round.
   *
   * @param statistics makes one for each thread: how often each row was drawn to metrics
   */
  public static <T> List<T> draw(
      boolean[] labels, int rounds, long seed, Supplier<Function<int[], T>> statistics) {
    List<T> metrics = new ArrayList<>();
    int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      ThreadLocal<Draw<T>> draws =
          ThreadLocal.withInitial(() -> new Draw<>(new int[labels.length], statistics.get()));
      List<Callable<T>> calls = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        RandomGenerator generator = generator(seed, round);
        calls.add(() -> draws.get().metrics(generator, labels));
      }
      for (Future<T> round : executor.invokeAll(calls)) {
        metrics.add(round.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e);
    }
    return metrics;
  }

  /** One generator for each round, so that threads do not change the draws. */
  private static RandomGenerator generator(long seed, int round) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed * 0x9E3779B97F4A7C15L + round);
  }

  /**
   * The 95 % interval by bias-corrected percentiles (chapter 14 there, without acceleration): where
   * draws lie above what was observed, as those of KS do, the interval is lower than their middle.
   * It holds what was observed. Empty when too few rounds gave a value.
   *
   * @param values of the rounds that gave one
   */
  public static Optional<Interval> interval(double observed, DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    if (sorted.length < MIN_ROUNDS) {
      return Optional.empty();
    }
    double below = 0;
    for (double value : sorted) {
      below += value < observed ? 1 : value == observed ? 0.5 : 0;
    }
    double share = Math.clamp(below, 0.5, sorted.length - 0.5) / sorted.length;
    double bias = 2 * NORMAL.inverseCumulativeProbability(share);
    double low = NORMAL.cumulativeProbability(bias - Interval.DEVIATIONS_95);
    double high = NORMAL.cumulativeProbability(bias + Interval.DEVIATIONS_95);
    return Optional.of(
        new Interval(
            Math.min(observed, quantile(sorted, low)), Math.max(observed, quantile(sorted, high))));
  }

  /** Linear between order statistics: type 7 of Hyndman and Fan, The American Statistician 50. */
  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** One thread's counts. */
  @SuppressWarnings("ArrayRecordComponent") // written anew in each round
  private record Draw<T>(int[] weights, Function<int[], T> statistic) {
    T metrics(RandomGenerator random, boolean[] labels) {
      int positives;
      // A metric needs rows of each class; a draw of few rows may lack one.
      do {
        positives = draw(random, labels);
      } while (positives == 0 || positives == labels.length);
      return statistic.apply(weights);
    }

    /** Returns how many were positive. */
    private int draw(RandomGenerator random, boolean[] labels) {
      Arrays.fill(weights, 0);
      int positives = 0;
      for (int i = 0; i < labels.length; i++) {
        // Like nextInt(labels.length), without its division, which would take a third of a round.
        int row = (int) Math.unsignedMultiplyHigh(random.nextLong(), labels.length);
        weights[row]++;
        positives += labels[row] ? 1 : 0;
      }
      return positives;
    }
  }
}
