package io.tandem.sharedfeatures.profile;

import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a feature's values were spread over records, before they were encoded. Each text of an
 * array's elements counts; a record without any counts once, as missing.
 *
 * @param records how many were observed
 * @param missing in how many of them the feature had no value
 * @param unseen how many texts were no category that the feature knows; 0 of features that know
 *     none
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

  /** One JSON object, in one line; {@code min} and {@code max} only where there are any. */
  public String toJson() {
    return json().compact();
  }

  public Json json() {
    Map<String, Json> json = new LinkedHashMap<>();
    json.put("feature", Json.text(feature));
    json.put("records", Json.num(records));
    json.put("missing", Json.num(missing));
    json.put("missing_rate", Json.num(missingRate()));
    json.put("unseen", Json.num(unseen));
    json.put("unseen_rate", Json.num(unseenRate()));
    if (!Double.isNaN(min)) {
      json.put("min", Json.num(min));
      json.put("max", Json.num(max));
    }
    List<Json> histogram = new ArrayList<>();
    for (Bin bin : bins) {
      Map<String, Json> one = new LinkedHashMap<>();
      one.put("bin", Json.text(bin.label));
      one.put("count", Json.num(bin.count));
      histogram.add(Json.object(one));
    }
    json.put("bins", new Json.Arr("$", histogram));
    return Json.object(json);
  }

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
