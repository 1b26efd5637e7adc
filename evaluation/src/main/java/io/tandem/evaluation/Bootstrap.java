package io.tandem.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * Intervals of the differences of two models' figures: rows are drawn with replacement, of each
 * class as many as there are, the same for both models, and the figures computed anew (Efron and
 * Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13: percentile intervals). The same
 * rows, rounds and seed give the same intervals, on any number of cores.
 */
final class Bootstrap {
  private static final double TAIL = 0.025;

  private final PairedRows rows;
  private final Levels first;
  private final Levels second;
  private final int[] positives;
  private final int[] negatives;

  /** Of each row, the loss of the second model less that of the first. */
  private final double[] logLoss;

  private final double[] brier;

  Bootstrap(PairedRows rows, Levels first, Levels second) {
    this.rows = rows;
    this.first = first;
    this.second = second;
    this.positives = rowsWith(true);
    this.negatives = rowsWith(false);
    this.logLoss = new double[rows.count()];
    this.brier = new double[rows.count()];
    for (int row = 0; row < rows.count(); row++) {
      boolean label = rows.labels()[row];
      logLoss[row] =
          BinaryMetrics.logLoss(label, rows.second()[row])
              - BinaryMetrics.logLoss(label, rows.first()[row]);
      brier[row] =
          BinaryMetrics.brier(label, rows.second()[row])
              - BinaryMetrics.brier(label, rows.first()[row]);
    }
  }

  private int[] rowsWith(boolean label) {
    return IntStream.range(0, rows.count()).filter(row -> rows.labels()[row] == label).toArray();
  }

  /**
   * 95 % intervals of the second model's figures less the first's.
   *
   * @param rounds at least 40, so that there is something in the tails
   */
  Map<Figure, Interval> differences(int rounds, long seed) {
    List<Map<Figure, Double>> drawn = new ArrayList<>();
    int threads = Runtime.getRuntime().availableProcessors();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      ThreadLocal<Draw> draws = ThreadLocal.withInitial(Draw::new);
      List<Callable<Map<Figure, Double>>> calls = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        RandomGenerator generator = generator(seed, round);
        calls.add(() -> draws.get().differences(generator));
      }
      for (Future<Map<Figure, Double>> round : executor.invokeAll(calls)) {
        drawn.add(round.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    Map<Figure, Interval> intervals = new EnumMap<>(Figure.class);
    for (Figure figure : Figure.values()) {
      double[] values = drawn.stream().mapToDouble(one -> one.get(figure)).toArray();
      Arrays.sort(values);
      intervals.put(figure, new Interval(quantile(values, TAIL), quantile(values, 1 - TAIL)));
    }
    return intervals;
  }

  /** Each round has a generator of its own, whichever thread computes it. */
  private static RandomGenerator generator(long seed, int round) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed * 0x9E3779B97F4A7C15L + round);
  }

  /** Linear between order statistics: type 7 of Hyndman and Fan, The American Statistician 50. */
  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** One thread's counts. */
  private final class Draw {
    private final int[] firstPositives = new int[first.count()];
    private final int[] firstNegatives = new int[first.count()];
    private final int[] secondPositives = new int[second.count()];
    private final int[] secondNegatives = new int[second.count()];
    private double logLossSum;
    private double brierSum;

    Map<Figure, Double> differences(RandomGenerator random) {
      Arrays.fill(firstPositives, 0);
      Arrays.fill(firstNegatives, 0);
      Arrays.fill(secondPositives, 0);
      Arrays.fill(secondNegatives, 0);
      logLossSum = 0;
      brierSum = 0;
      draw(random, positives, firstPositives, secondPositives);
      draw(random, negatives, firstNegatives, secondNegatives);
      Discrimination before = Discrimination.of(firstPositives, firstNegatives);
      Discrimination after = Discrimination.of(secondPositives, secondNegatives);
      Map<Figure, Double> differences = new EnumMap<>(Figure.class);
      differences.put(Figure.ROC_AUC, after.rocAuc() - before.rocAuc());
      differences.put(Figure.GINI, after.gini() - before.gini());
      differences.put(Figure.KS, after.ks() - before.ks());
      differences.put(
          Figure.AVERAGE_PRECISION, after.averagePrecision() - before.averagePrecision());
      differences.put(Figure.LOG_LOSS, logLossSum / rows.count());
      differences.put(Figure.BRIER, brierSum / rows.count());
      return differences;
    }

    private void draw(RandomGenerator random, int[] from, int[] firstCounts, int[] secondCounts) {
      for (int i = 0; i < from.length; i++) {
        int row = from[random.nextInt(from.length)];
        firstCounts[first.of(row)]++;
        secondCounts[second.of(row)]++;
        logLossSum += logLoss[row];
        brierSum += brier[row];
      }
    }
  }
}
