package io.tandem.sharedfeatures.encoding;

import io.tandem.sharedfeatures.fault.StateException;
import io.tandem.sharedfeatures.partial.StateInput;
import io.tandem.sharedfeatures.partial.StateOutput;
import java.util.Arrays;

/**
 * How often each number occurred. Exact up to {@link #MAX_DISTINCT} different numbers. Beyond, a
 * number counts as the one with its sign, exponent and first seven binary digits; a quantile is
 * then at most 1/128 of itself too small in magnitude. All results, and whether they are exact,
 * depend on the multiset of numbers alone. Not thread-safe.
 */
public final class Distribution {
  /** Different numbers that are counted exactly. */
  public static final int MAX_DISTINCT = 1 << 16;

  private static final long COARSE = -1L << 45;
  private static final int PENDING = 1 << 13;

  /** Different numbers, ascending, and how often each occurred; the first {@link #size} count. */
  private double[] values = {};

  private long[] counts = {};
  private int size;
  private double[] pending = {};
  private int pendingSize;
  private boolean coarse;
  private long count;
  private double min = Double.NaN;
  private double max = Double.NaN;

  /** NaN and infinities take no part. */
  public void add(double value) {
    if (!Double.isFinite(value)) {
      return;
    }
    count++;
    min = value < min || Double.isNaN(min) ? value + 0.0 : min;
    max = value > max || Double.isNaN(max) ? value + 0.0 : max;
    if (pendingSize == pending.length) {
      // Most definitions have more features than any of them has different numbers.
      pending = Arrays.copyOf(pending, Math.min(PENDING, Math.max(16, 2 * pendingSize)));
    }
    pending[pendingSize++] = value;
    if (pendingSize == PENDING) {
      compact();
    }
  }

  /** The other one stays as it is, but for its inner order. */
  public void merge(Distribution other) {
    other.compact();
    compact();
    coarse |= other.coarse;
    mergeSorted(other.values, other.counts, other.size);
    count += other.count;
    if (other.count > 0) {
      min = Double.isNaN(min) ? other.min : Math.min(min, other.min);
      max = Double.isNaN(max) ? other.max : Math.max(max, other.max);
    }
  }

  /** How many numbers took part. */
  public long count() {
    return count;
  }

  /** Whether there were too many different numbers to count each. */
  public boolean isCoarse() {
    compact();
    return coarse;
  }

  /**
   * The smallest number that at least this part of all numbers does not exceed; NaN of none. That
   * is the number of rank {@code ceil(part * count)}: definition 1 of Hyndman and Fan, "Sample
   * Quantiles in Statistical Packages" (1996), numpy's {@code inverted_cdf}, R's {@code type = 1}.
   * As in R, a product that is above a whole number by no more than rounding is that number: 0.07
   * of 100 numbers are 7, though the doubles' product is 7.000000000000001, which numpy takes for
   * 8.
   */
  public double quantile(double part) {
    compact();
    long rank = Math.max(1, rank(part * count));
    if (count == 0 || rank == 1) {
      return min;
    }
    if (rank >= count) {
      return max;
    }
    long below = 0;
    int at = -1;
    while (below < rank) {
      below += counts[++at];
    }
    // A coarse number may be smaller in magnitude than any that occurred.
    return Math.min(max, Math.max(min, values[at]));
  }

  /** Rounding a part and its product makes an error of less than two units in the last place. */
  private static long rank(double product) {
    return (long) Math.ceil(product - 2 * Math.ulp(product));
  }

  /** The most frequent number, of several the smallest; NaN of none. Coarse numbers are rough. */
  double mode() {
    compact();
    int best = 0;
    for (int i = 1; i < size; i++) {
      if (counts[i] > counts[best]) {
        best = i;
      }
    }
    return size == 0 ? Double.NaN : values[best];
  }

  /** How many numbers are below each edge, of those that took part. */
  public long[] countBelow(double[] edges) {
    compact();
    long[] below = new long[edges.length];
    for (int i = 0; i < size; i++) {
      for (int edge = edges.length - 1; edge >= 0 && values[i] < edges[edge]; edge--) {
        below[edge] += counts[i];
      }
    }
    return below;
  }

  /** What a number counts as when there are too many different ones. */
  public static double coarse(double value) {
    return Double.longBitsToDouble(Double.doubleToLongBits(value) & COARSE) + 0.0;
  }

  /** The same bytes for the same multiset of numbers. */
  public void write(StateOutput out) {
    compact();
    out.flag(coarse);
    out.number(count);
    if (count > 0) {
      out.real(min);
      out.real(max);
    }
    out.number(size);
    for (int i = 0; i < size; i++) {
      out.real(values[i]);
      out.number(counts[i]);
    }
  }

  /**
   * Reads what {@link #write} wrote. Of one that has no numbers.
   *
   * @throws StateException when the bytes are no such state
   */
  public void read(StateInput in) {
    coarse = in.flag();
    count = in.number();
    if (count > 0) {
      min = in.finite();
      max = in.finite();
    }
    size = in.size(Double.BYTES + 1);
    values = new double[size];
    counts = new long[size];
    long left = count;
    boolean right = coarse || size <= MAX_DISTINCT;
    for (int i = 0; i < size; i++) {
      values[i] = in.finite();
      counts[i] = in.number();
      left -= counts[i];
      right &= counts[i] > 0 && left >= 0 && (i == 0 || values[i] > values[i - 1]);
      right &= !coarse || values[i] == coarse(values[i]);
    }
    if (!right || left != 0 || (count > 0 && !isWithinBounds())) {
      throw StateInput.broken("has numbers that do not add up");
    }
  }

  /** Of the smallest and the largest one. */
  private boolean isWithinBounds() {
    return values[0] == (coarse ? coarse(min) : min)
        && values[size - 1] == (coarse ? coarse(max) : max);
  }

  private void compact() {
    double[] sorted = Arrays.copyOf(pending, pendingSize);
    pendingSize = 0;
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] += 0.0; // -0.0 would stand beside 0.0
    }
    Arrays.sort(sorted);
    long[] ones = new long[sorted.length];
    Arrays.fill(ones, 1);
    mergeSorted(sorted, ones, sorted.length);
  }

  private void mergeSorted(double[] otherValues, long[] otherCounts, int otherSize) {
    double[] mergedValues = new double[size + otherSize];
    long[] mergedCounts = new long[size + otherSize];
    int merged = 0;
    int i = 0;
    int k = 0;
    while (i < size || k < otherSize) {
      boolean own = k == otherSize || (i < size && values[i] <= otherValues[k]);
      double value = own ? values[i] : otherValues[k];
      long times = own ? counts[i++] : otherCounts[k++];
      if (merged > 0 && mergedValues[merged - 1] == value) {
        mergedCounts[merged - 1] += times;
      } else {
        mergedValues[merged] = value;
        mergedCounts[merged++] = times;
      }
    }
    values = mergedValues;
    counts = mergedCounts;
    size = merged;
    if (coarse || size > MAX_DISTINCT) {
      coarse = true;
      roughen();
    }
  }

  /** The order stays: numbers that become equal are neighbours. */
  private void roughen() {
    int merged = 0;
    for (int i = 0; i < size; i++) {
      double value = coarse(values[i]);
      if (merged > 0 && values[merged - 1] == value) {
        counts[merged - 1] += counts[i];
      } else {
        values[merged] = value;
        counts[merged++] = counts[i];
      }
    }
    size = merged;
    values = Arrays.copyOf(values, size);
    counts = Arrays.copyOf(counts, size);
  }
}
