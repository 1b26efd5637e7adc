package io.tandem.sharedfeatures.drift;

import io.tandem.sharedfeatures.ExtractionCounts;
import io.tandem.sharedfeatures.profile.FeatureProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What {@code profile} prints, on one machine and on a cluster: text for people, or one JSON object
 * in one line. Each ends with a line end.
 */
public final class ProfileReport {
  /** Below, chance alone lets a feature look drifted. */
  private static final int RELIABLE = 200;

  /** Divided by the number of orders, the index that chance makes; see {@link FeatureDrift#psi}. */
  private static final double CHANCE = 20;

  private ProfileReport() {}

  /**
   * @param training of all features, at least one
   */
  public static String trainingText(List<FeatureProfile> training) {
    return new ProfileText(training).training();
  }

  /**
   * @param training of all features
   */
  public static String trainingJson(List<FeatureProfile> training) {
    return "{\"features\":" + array(training.stream().map(FeatureProfile::toJson).toList()) + "}\n";
  }

  /**
   * The most drifted feature first, then the bins of all that are not stable, then what the sources
   * lacked.
   *
   * @throws IllegalStateException when nothing was counted
   */
  public static String driftText(DriftMonitor monitor) {
    List<FeatureDrift> drift = largestFirst(monitor);
    return new ProfileText(monitor.profiles()).drift(drift, monitor.lacking(), monitor);
  }

  /**
   * All figures, the most drifted feature first.
   *
   * @throws IllegalStateException when nothing was counted
   */
  public static String driftJson(DriftMonitor monitor) {
    return "{\"records\":%d,\"rejected\":%d,\"sources\":%s,\"features\":%s}\n"
        .formatted(
            monitor.records(),
            monitor.read() - monitor.records(),
            array(monitor.lacking().stream().map(ProfileReport::json).toList()),
            array(largestFirst(monitor).stream().map(FeatureDrift::toJson).toList()));
  }

  /** What to tell people before the drift of few orders; empty when there are enough. */
  public static Optional<String> caution(DriftMonitor monitor) {
    long records = monitor.records();
    return records >= RELIABLE
        ? Optional.empty()
        : Optional.of(
            ("the drift of so few orders is unreliable: %d of them make an index of about %.2f by"
                    + " chance alone; take %d or more")
                .formatted(records, CHANCE / records, RELIABLE));
  }

  private static List<FeatureDrift> largestFirst(DriftMonitor monitor) {
    List<FeatureDrift> drift = new ArrayList<>(monitor.drift());
    drift.sort(FeatureDrift.LARGEST_FIRST);
    return drift;
  }

  /** Names of sources need no escaping. */
  private static String json(ExtractionCounts.Count count) {
    return "{\"name\":\"%s\",\"reason\":\"%s\",\"number\":%d}"
        .formatted(count.name(), count.reason().name().toLowerCase(Locale.ROOT), count.number());
  }

  private static String array(List<String> items) {
    return items.stream().collect(Collectors.joining(",", "[", "]"));
  }
}
