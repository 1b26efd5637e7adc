package io.tandem.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BootstrapTest {
  private static final boolean[] LABELS = {true, false, false, true, false};

  @Test
  void asManyRowsAreDrawnAsThereAreAndSomeOfEachClass() {
    for (int[] weights : draw(1)) {
      int positives = weights[0] + weights[3];

      assertEquals(5, Arrays.stream(weights).sum());
      assertTrue(positives > 0 && positives < 5);
    }
  }

  @Test
  void theSameSeedDrawsTheSameRows() {
    List<List<Integer>> once = lists(draw(1));

    assertEquals(once, lists(draw(1)));
    assertNotEquals(once, lists(draw(2)));
  }

  /** A row is drawn once on average, with the variance of a binomial distribution. */
  @Test
  void everyRowIsDrawnAsOftenAsTheOthers() {
    boolean[] labels = new boolean[100];
    Arrays.fill(labels, 0, 50, true);
    List<int[]> drawn = Bootstrap.draw(labels, 4000, 3, () -> int[]::clone);

    double[] means = new double[labels.length];
    drawn.forEach(weights -> Arrays.setAll(means, row -> means[row] + weights[row] / 4000.0));
    double variance =
        drawn.stream().mapToDouble(weights -> Math.pow(weights[7] - 1, 2)).average().orElseThrow();

    assertTrue(Arrays.stream(means).allMatch(mean -> Math.abs(mean - 1) < 0.08));
    assertEquals(0.99, variance, 0.08);
  }

  @Test
  void anIntervalLeavesATwentiethOutside() {
    Interval interval =
        Bootstrap.interval(500, IntStream.range(0, 1001).mapToDouble(i -> i)).orElseThrow();

    assertEquals(25, interval.low(), 1e-9);
    assertEquals(975, interval.high(), 1e-9);
    assertEquals(Optional.empty(), Bootstrap.interval(2, DoubleStream.of(1, 2, 3)));
  }

  @Test
  void anEndLiesBetweenTwoValues() {
    Interval interval =
        Bootstrap.interval(24.5, IntStream.range(0, 50).mapToDouble(i -> i)).orElseThrow();

    assertEquals(0.025 * 49, interval.low(), 1e-9);
    assertEquals(0.975 * 49, interval.high(), 1e-9);
  }

  @Test
  void asManyRoundsAreDrawnAsAskedForAndTheFewestGiveAnInterval() {
    List<Integer> rounds = Bootstrap.draw(LABELS, Bootstrap.MIN_ROUNDS, 1, () -> _ -> 1);

    assertEquals(Bootstrap.MIN_ROUNDS, rounds.size());
    assertEquals(
        Optional.of(new Interval(1, 1)),
        Bootstrap.interval(1, rounds.stream().mapToDouble(one -> one)));
  }

  @Test
  void whereDrawsLieAboveWhatWasObservedTheIntervalIsLower() {
    Interval interval =
        Bootstrap.interval(250, IntStream.range(0, 1001).mapToDouble(i -> i)).orElseThrow();
    Interval outside =
        Bootstrap.interval(-7, IntStream.range(0, 1001).mapToDouble(i -> i)).orElseThrow();

    // Below 250 lies a quarter: of z = 2 * -0.6745 -+ 1.96 the normal distribution has 0.047 % and
    // 73.0 %.
    assertEquals(0.00047, interval.low() / 1000, 0.0001);
    assertEquals(0.7297, interval.high() / 1000, 0.001);
    assertEquals(-7, outside.low());
    Interval above =
        Bootstrap.interval(2000, IntStream.range(0, 1001).mapToDouble(i -> i)).orElseThrow();
    assertEquals(2000, above.high());
    assertTrue(above.low() < 1000, above::toString);
  }

  /**
   * Of samples of a known distribution, 95 % of the intervals should hold the truth: of the share
   * of positives, which a draw of each class on its own would take for fixed, and of KS, whose
   * draws lie above it.
   */
  @Test
  void intervalsHoldTheTruthAboutAsOftenAsTheySay() {
    Random random = new Random(5);
    // Normal margins a distance apart: KS is 2 Phi(distance / 2) - 1.
    double distance = 1.2;
    double ks = 0.4514937644;
    int share = 0;
    int separation = 0;
    int samples = 1000;
    for (int sample = 0; sample < samples; sample++) {
      boolean[] labels = new boolean[400];
      double[] probabilities = new double[400];
      for (int row = 0; row < labels.length; row++) {
        labels[row] = random.nextDouble() < 0.3;
        double margin = random.nextGaussian() + (labels[row] ? distance : 0);
        probabilities[row] = 1 / (1 + Math.exp(-margin));
      }
      LabelledPredictions rows = LabelledPredictions.of(labels, probabilities);
      List<Drawn> drawn =
          Bootstrap.draw(
              labels,
              200,
              sample,
              () ->
                  weights ->
                      new Drawn(positives(labels, weights), discrimination(rows, weights).ks()));
      share +=
          holds(0.3, positives(labels, once(400)), drawn.stream().mapToDouble(Drawn::positives));
      separation += holds(ks, rows.discrimination().ks(), drawn.stream().mapToDouble(Drawn::ks));
    }

    assertEquals(0.95, (double) share / samples, 0.02);
    // Percentiles without correction reach 0.80.
    assertTrue(separation >= 0.86 * samples, separation + " of " + samples);
  }

  private record Drawn(double positives, double ks) {}

  private static int holds(double truth, double observed, DoubleStream drawn) {
    return Bootstrap.interval(observed, drawn).orElseThrow().contains(truth) ? 1 : 0;
  }

  private static int[] once(int rows) {
    int[] once = new int[rows];
    Arrays.fill(once, 1);
    return once;
  }

  private static double positives(boolean[] labels, int[] weights) {
    return IntStream.range(0, labels.length).map(row -> labels[row] ? weights[row] : 0).sum()
        / (double) labels.length;
  }

  private static Discrimination discrimination(LabelledPredictions rows, int[] weights) {
    int[] positives = new int[rows.levels().count()];
    int[] negatives = new int[rows.levels().count()];
    for (int row = 0; row < weights.length; row++) {
      (rows.labels()[row] ? positives : negatives)[rows.levels().of(row)] += weights[row];
    }
    return Discrimination.of(positives, negatives);
  }

  private static List<int[]> draw(long seed) {
    return Bootstrap.draw(LABELS, 50, seed, () -> int[]::clone);
  }

  private static List<List<Integer>> lists(List<int[]> draws) {
    return draws.stream().map(weights -> Arrays.stream(weights).boxed().toList()).toList();
  }
}
