package io.tandem.sharedfeatures;

import java.util.List;

/**
 * How a feature's values, before they were encoded, were spread over records. Of an array's
 * elements each text counts, and a record without any counts once, as missing.
 *
 * @param records how many were observed
 * @param missing in how many of them the feature had no value
 * @param unseen how many texts were no category that the feature knows; 0 of features that know none
 * @param min the smallest number; NaN when there was none, when the feature is no number, and when
 *     it is computed from personal sources
 * @param max the largest one, likewise
 * @param bins the histogram of what was not missing
 */
public record FeatureProfile(
    String feature,
    long records,
    long missing,
    long unseen,
    double min,
    double max,
    List<Bin> bins) {

  public FeatureProfile {
    bins = List.copyOf(bins);
  }

  /**
   * @param label for people: a range of numbers, a category, {@code (other)}, or the number of a
   *     hash bucket
   */
  public record Bin(String label, long count) {}

  /** All bins and missing together: the records, or, of an array, its elements' texts. */
  public long counted() {
    long counted = missing;
    for (Bin bin : bins) {
      counted += bin.count;
    }
    return counted;
  }

  /** Part of the records; 0 of none. */
  public double missingRate() {
    return records == 0 ? 0 : (double) missing / records;
  }

  /** Part of {@link #counted}; 0 of none. */
  public double unseenRate() {
    return unseen == 0 ? 0 : (double) unseen / counted();
  }
}
