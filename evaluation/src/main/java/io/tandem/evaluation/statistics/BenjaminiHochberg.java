package io.tandem.evaluation.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * P-values of several hypotheses, so adjusted that of those at or below 0.05 at most 5 % are
 * expected to be found by chance (Benjamini and Hochberg, "Controlling the false discovery rate",
 * Journal of the Royal Statistical Society B 57, 1995).
 */
public final class BenjaminiHochberg {
  private BenjaminiHochberg() {}

  /** In the order of the given p-values. */
  public static double[] adjusted(double[] pValues) {
    int[] ascending =
        IntStream.range(0, pValues.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] adjusted = new double[pValues.length];
    double least = 1;
    for (int rank = pValues.length; rank > 0; rank--) {
      int i = ascending[rank - 1];
      least = Math.min(least, pValues[i] * pValues.length / rank);
      adjusted[i] = least;
    }
    return adjusted;
  }
}
