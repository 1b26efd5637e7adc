package io.tandem.sharedfeatures.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts of numbers, against all numbers in a sorted list. */
class DistributionTest {
  private static final double[] PARTS = {0, 1e-9, 0.01, 0.25, 0.5, 0.75, 0.9, 0.99, 1};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8_192, 8_193, 50_000})
  void exactQuantilesAreThoseOfASortedList(int count) {
    Random random = new Random(count);
    List<Double> numbers = numbers(count, () -> random.nextGaussian() * 1e3);
    Distribution distribution = distribution(numbers);

    Collections.sort(numbers);

    assertFalse(distribution.isCoarse());
    assertEquals(count, distribution.count());
    for (double part : PARTS) {
      int rank = (int) Math.max(1, Math.ceil(part * count));
      assertEquals(numbers.get(rank - 1), distribution.quantile(part));
    }
  }

  /** Of 1 to n; ranks as R's {@code quantile(1:n, part, type = 1)} has them. */
  @ParameterizedTest
  @CsvSource({
    "100, 0.07, 7",
    "100, 0.14, 14",
    "100, 0.28, 28",
    "100, 0.29, 29",
    "100, 0.55, 55",
    "100, 0.57, 57",
    "100, 0.071, 8",
    "100, 0.0700000001, 8",
    "99, 0.07, 7",
    "101, 0.07, 8",
    "10, 0.3, 3",
    "1000, 0.001, 1",
    "50000, 0.00002, 1",
    "50000, 0.99998, 49999"
  })
  void aProductThatRoundingMovedOffAWholeNumberIsThatNumber(int count, double part, double rank) {
    List<Double> numbers = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      numbers.add((double) i);
    }

    assertEquals(rank, distribution(numbers).quantile(part));
  }

  @Test
  void anyPartsOfEqualSizeAreCutWhereTheyEnd() {
    for (int parts = 2; parts <= 100; parts++) {
      Distribution distribution = new Distribution();
      for (int i = 1; i <= 7 * parts; i++) {
        distribution.add(i);
      }
      for (int i = 1; i < parts; i++) {
        assertEquals(7.0 * i, distribution.quantile((double) i / parts), i + " of " + parts);
      }
    }
  }

  @Test
  void itIsExactUpToItsLimitOfDifferentNumbersAndCoarseBeyond() {
    Distribution distribution = new Distribution();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < Distribution.MAX_DISTINCT; i++) {
        distribution.add(i + 0.125);
      }
    }
    assertFalse(distribution.isCoarse());
    assertEquals(32_767.125, distribution.quantile(0.5));

    distribution.add(-1);

    assertTrue(distribution.isCoarse());
    double median = distribution.quantile(0.5);
    assertTrue(median <= 32_767.125 && median >= 32_767.125 * 127 / 128, "median " + median);
    assertEquals(-1, distribution.quantile(0));
    assertEquals(65_535.125, distribution.quantile(1));
  }

  /** Rounding towards 0 leads below the smallest number, and above the largest negative one. */
  @ParameterizedTest
  @ValueSource(doubles = {1.003, -1.003})
  void coarseQuantilesStayBetweenTheSmallestAndTheLargestNumber(double first) {
    Distribution distribution = new Distribution();
    for (int i = 0; i < 70_000; i++) {
      distribution.add(first * (1 + i * 1e-9));
    }

    double before = distribution.quantile(0);
    for (double part : PARTS) {
      assertTrue(distribution.isCoarse());
      assertTrue(distribution.quantile(part) >= before, "part " + part);
      assertTrue(distribution.quantile(part) <= distribution.quantile(1), "part " + part);
      before = distribution.quantile(part);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 20_000, 200_000})
  void anySplitAndOrderOfMergesGivesTheSame(int count) {
    Random random = new Random(count);
    List<Double> numbers = numbers(count, () -> random.nextGaussian() * 1e6);
    numbers.set(0, -0.0);
    Distribution all = distribution(numbers);

    Collections.shuffle(numbers, random);
    List<Distribution> parts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      parts.add(distribution(numbers.subList(count * i / 5, count * (i + 1) / 5)));
    }
    Distribution merged = new Distribution();
    while (!parts.isEmpty()) {
      Distribution part = parts.remove(random.nextInt(parts.size()));
      part.merge(merged);
      merged = part;
    }

    assertEquals(all.isCoarse(), merged.isCoarse());
    assertEquals(count > Distribution.MAX_DISTINCT, merged.isCoarse());
    assertEquals(all.count(), merged.count());
    assertEquals(all.mode(), merged.mode());
    for (int i = 0; i <= 1_000; i++) {
      assertEquals(all.quantile(i / 1e3), merged.quantile(i / 1e3));
    }
    double[] edges = {-1e6, 0, 1e6};
    assertArrayEquals(all.countBelow(edges), merged.countBelow(edges));
  }

  @Test
  void whatIsNotFiniteTakesNoPartAndZeroHasOneSign() {
    Distribution distribution =
        distribution(List.of(Double.NaN, Double.POSITIVE_INFINITY, -0.0, 0.0, -0.0, 5.0));

    assertEquals(4, distribution.count());
    assertEquals(0.0, distribution.mode());
    assertEquals(0.0, distribution.quantile(0));
    assertArrayEquals(new long[] {0, 3, 4}, distribution.countBelow(new double[] {0, 5, 6}));
  }

  @Test
  void theModeIsTheMostFrequentAndOfSeveralTheSmallest() {
    assertEquals(3, distribution(List.of(9.0, 3.0, 7.0, 3.0, 9.0)).mode());
    assertEquals(Double.NaN, new Distribution().mode());
    assertEquals(Double.NaN, new Distribution().quantile(0.5));
  }

  private static List<Double> numbers(int count, DoubleSupplier next) {
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(next.getAsDouble());
    }
    return numbers;
  }

  private static Distribution distribution(List<Double> numbers) {
    Distribution distribution = new Distribution();
    numbers.forEach(distribution::add);
    return distribution;
  }
}
