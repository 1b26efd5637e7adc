package io.tandem.sharedfeatures.drift;

import io.tandem.sharedfeatures.profile.FeatureProfile;
import io.tandem.sharedfeatures.text.Texts;
import io.tandem.strictjson.Json;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How far a feature's values have moved away from those of training.
 *
 * @param expected of the training records
 * @param actual of the later ones, in the same bins
 */
public record FeatureDrift(FeatureProfile expected, FeatureProfile actual) {
  /** The least part that a bin counts for: the logarithm of 0 is no number. */
  static final double FLOOR = 1e-4;

  private static final double MODERATE = 0.1;
  private static final double MAJOR = 0.25;

  /** The largest first; of equal ones in the order of the features' names. */
  public static final Comparator<FeatureDrift> LARGEST_FIRST =
      Comparator.comparingDouble(FeatureDrift::psi)
          .reversed()
          .thenComparing(FeatureDrift::feature, Texts.UTF8_ORDER);

  public FeatureDrift {
    List<String> bins = expected.bins().stream().map(FeatureProfile.Bin::label).toList();
    if (!bins.equals(actual.bins().stream().map(FeatureProfile.Bin::label).toList())) {
      throw new IllegalArgumentException("the bins are not the same");
    }
  }

  /** The usual reading of the index: below 0.1, below 0.25, and from there on. */
  public enum Level {
    STABLE,
    MODERATE,
    MAJOR
  }

  public String feature() {
    return expected.feature();
  }

  /**
   * The population stability index: the sum of {@code (a - e) ln(a / e)} over all bins and missing,
   * {@code e} the part of the training values in it and {@code a} that of the later ones, each
   * counting for 0.0001 at least. 0 is no drift at all; of equal distributions, chance makes about
   * {@code (bins - 1) (1 / n + 1 / m)} for n and m values.
   */
  public double psi() {
    double of = expected.counted();
    double actualOf = actual.counted();
    double psi = term(expected.missing() / of, actual.missing() / actualOf);
    for (int i = 0; i < expected.bins().size(); i++) {
      psi += term(expected.bins().get(i).count() / of, actual.bins().get(i).count() / actualOf);
    }
    return psi;
  }

  private static double term(double expected, double actual) {
    double e = Math.max(expected, FLOOR);
    double a = Math.max(actual, FLOOR);
    return (a - e) * StrictMath.log(a / e);
  }

  public Level level() {
    double psi = psi();
    return psi < MODERATE ? Level.STABLE : psi < MAJOR ? Level.MODERATE : Level.MAJOR;
  }

  /** One JSON object, in one line. */
  public String toJson() {
    Map<String, Json> json = new LinkedHashMap<>();
    json.put("feature", Json.text(feature()));
    json.put("psi", Json.num(psi()));
    json.put("level", Json.text(level().name().toLowerCase(Locale.ROOT)));
    json.put("missing_rate_change", Json.num(missingRateChange()));
    json.put("unseen_rate_change", Json.num(unseenRateChange()));
    json.put("expected", expected.json());
    json.put("actual", actual.json());
    return Json.object(json).compact();
  }

  /** From -1 to 1; above 0 when more is missing than in training. */
  public double missingRateChange() {
    return actual.missingRate() - expected.missingRate();
  }

  /** From -1 to 1; above 0 when more is unseen than in training. */
  public double unseenRateChange() {
    return actual.unseenRate() - expected.unseenRate();
  }
}
