package io.tandem.sharedfeatures.profile;

import io.tandem.sharedfeatures.encoding.Distribution;
import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.expression.ExpressionNode;
import io.tandem.sharedfeatures.fault.StateException;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.RowToNumber;
import io.tandem.sharedfeatures.order.RowToText;
import io.tandem.sharedfeatures.partial.StateInput;
import io.tandem.sharedfeatures.partial.StateOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts the values of one feature by bin. The counts depend on the multiset of observed rows
 * alone. Not thread-safe.
 */
public final class FeatureCounts {
  private final ProfileInput feature;
  private final Binning binning;
  private final Observer observer;
  private final long[] bins;
  private long records;
  private long missing;
  private long unseen;
  private double min = Double.NaN;
  private double max = Double.NaN;

  @FunctionalInterface
  private interface Observer {
    void observe(Row row);
  }

  /**
   * @param known the categories that are not unseen; empty when nothing is, or when it is not known
   *     yet what is
   * @param numbers takes up numbers whose bins are not known yet
   */
  public FeatureCounts(
      ProfileInput feature,
      Binning binning,
      Optional<Set<String>> known,
      @Nullable Distribution numbers) {
    this.feature = feature;
    this.binning = binning;
    this.bins = new long[binning.labels().size()];
    if (binning instanceof Binning.Numbers intervals) {
      this.observer = numbers(intervals, numbers);
    } else if (binning instanceof Binning.Categories categories) {
      Map<String, Integer> places = categories.places();
      int other = places.size();
      this.observer = texts(text -> places.getOrDefault(text, other), known);
    } else if (binning instanceof Binning.Hashed) {
      this.observer = texts(Binning.Hashed::bucket, known);
    } else {
      this.observer = this::presence;
    }
  }

  public void observe(Row row) {
    records++;
    observer.observe(row);
  }

  private Observer numbers(Binning.Numbers intervals, @Nullable Distribution distribution) {
    RowToNumber code = Expression.number(feature.value());
    double[] cuts = intervals.cuts();
    boolean exact = intervals.exact();
    boolean coarse = feature.personal(); // a decile would be somebody's number
    return row -> {
      double number = code.at(row, Row.SCALAR) + 0.0;
      if (!Double.isFinite(number)) {
        missing++;
        return;
      }
      min = number < min || Double.isNaN(min) ? number : min;
      max = number > max || Double.isNaN(max) ? number : max;
      bins[bin(cuts, exact ? number : Distribution.coarse(number))]++;
      if (distribution != null) {
        distribution.add(coarse ? Distribution.coarse(number) : number);
      }
    };
  }

  private static int bin(double[] cuts, double number) {
    int bin = 0;
    while (bin < cuts.length && number >= cuts[bin]) {
      bin++;
    }
    return bin;
  }

  private Observer texts(ToIntFunction<String> bin, Optional<Set<String>> known) {
    Expression value = feature.value();
    RowToText code = Expression.text(value);
    @Nullable Set<String> categories = known.orElse(null);
    int array = value.array();
    return row -> {
      int length = array == Row.SCALAR ? 1 : row.lengths[array];
      boolean none = true;
      for (int i = 0; i < length; i++) {
        String text = code.at(row, i);
        if (text != null) {
          none = false;
          bins[bin.applyAsInt(text)]++;
          unseen += categories == null || categories.contains(text) ? 0 : 1;
        }
      }
      missing += none ? 1 : 0;
    };
  }

  /** A custom encoding's feature is missing when all its inputs are. */
  private void presence(Row row) {
    for (ExpressionNode step : feature.feature().values()) {
      Expression value = step.value();
      int length = value.array() == Row.SCALAR ? 1 : row.lengths[value.array()];
      for (int i = 0; i < length; i++) {
        if (!Expression.isMissing(value, row, i)) {
          bins[0]++;
          return;
        }
      }
    }
    missing++;
  }

  /**
   * @param other of the same feature and binning
   */
  public void merge(FeatureCounts other) {
    for (int i = 0; i < bins.length; i++) {
      bins[i] += other.bins[i];
    }
    records += other.records;
    missing += other.missing;
    unseen += other.unseen;
    if (!Double.isNaN(other.min)) {
      min = Double.isNaN(min) ? other.min : Math.min(min, other.min);
      max = Double.isNaN(max) ? other.max : Math.max(max, other.max);
    }
  }

  /** With the labels of the bins; the same bytes for the same multiset of rows. */
  public void write(StateOutput out) {
    out.number(records);
    out.number(missing);
    out.number(unseen);
    out.flag(!Double.isNaN(min));
    if (!Double.isNaN(min)) {
      out.real(min);
      out.real(max);
    }
    List<String> labels = binning.labels();
    for (int i = 0; i < bins.length; i++) {
      out.text(labels.get(i));
      out.number(bins[i]);
    }
  }

  /**
   * Reads what {@link #write} wrote. Of ones that have counted nothing.
   *
   * @param of how many records the state has
   * @throws StateException when the bytes are no such state
   */
  public void read(StateInput in, long of) {
    records = in.number();
    missing = in.number();
    unseen = in.number();
    if (in.flag()) {
      min = in.finite();
      max = in.finite();
    }
    List<String> labels = binning.labels();
    for (int i = 0; i < bins.length; i++) {
      in.expect(labels.get(i));
      bins[i] = in.number();
    }
    if (records != of || missing > records || min > max) {
      throw StateInput.broken("has counts of feature " + feature.name() + " that do not add up");
    }
  }

  long count(int bin) {
    return bins[bin];
  }

  /** The profile of what was observed, in the bins at hand. */
  public FeatureProfile profile() {
    return profile(binning, bins, unseen);
  }

  /** The profile of what was observed, in the bins that training has chosen meanwhile. */
  FeatureProfile profile(Binning chosen, long[] counts, long unseenTexts) {
    List<FeatureProfile.Bin> histogram = new ArrayList<>();
    for (String label : chosen.labels()) {
      histogram.add(new FeatureProfile.Bin(label, counts[histogram.size()]));
    }
    boolean shown = !feature.personal();
    return new FeatureProfile(
        feature.name(),
        records,
        missing,
        unseenTexts,
        shown ? min : Double.NaN,
        shown ? max : Double.NaN,
        histogram);
  }
}
