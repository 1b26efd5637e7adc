package io.tandem.sharedfeatures.drift;

import io.tandem.sharedfeatures.ExtractionCounts;
import io.tandem.sharedfeatures.profile.FeatureProfile;
import io.tandem.strictjson.Ellipsis;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Profiles and drift for people. */
final class ProfileText {
  private static final int MAX_LABEL = 40;
  private static final int BAR = 30;

  private final List<FeatureProfile> training;
  private final StringBuilder text = new StringBuilder();
  private final int width;

  /**
   * @param training of all features, at least one
   */
  ProfileText(List<FeatureProfile> training) {
    this.training = training;
    this.width = training.stream().mapToInt(p -> shown(p.feature()).length()).max().orElse(0);
  }

  /** A block per feature, in the order of the definition. */
  String training() {
    line(String.format(Locale.ROOT, "training records: %d", training.get(0).records()));
    for (FeatureProfile profile : training) {
      line("");
      line(String.format(Locale.ROOT, "%s  %s", name(profile.feature()), summary(profile)));
      for (FeatureProfile.Bin bin : profile.bins()) {
        bar(bin.label(), (double) bin.count() / profile.counted());
      }
    }
    return text.toString();
  }

  private static String summary(FeatureProfile profile) {
    String range =
        Double.isNaN(profile.min())
            ? ""
            : "  min %s  max %s".formatted(number(profile.min()), number(profile.max()));
    return "missing %s  unseen %s%s"
        .formatted(percent(profile.missingRate()), percent(profile.unseenRate()), range);
  }

  private void bar(String label, double part) {
    line(
        String.format(
            Locale.ROOT,
            "  %-" + MAX_LABEL + "s %s  %s",
            shown(label),
            percent(part),
            "#".repeat((int) Math.ceil(part * BAR))));
  }

  /**
   * A table of all features, the bins of those that are not stable, and what the sources lacked.
   */
  String drift(
      List<FeatureDrift> drift, List<ExtractionCounts.Count> lacking, DriftMonitor monitor) {
    line(
        String.format(
            Locale.ROOT,
            "records: %d, training records: %d",
            drift.get(0).actual().records(),
            drift.get(0).expected().records()));
    line("");
    line(
        String.format(
            Locale.ROOT,
            "%s  %-8s  %8s  %-20s  %-20s",
            name("feature"),
            "drift",
            "psi",
            "missing: then, now",
            "unseen: then, now"));
    for (FeatureDrift one : drift) {
      line(
          String.format(
              Locale.ROOT,
              "%s  %-8s  %8.4f  %s %s     %s %s",
              name(one.feature()),
              one.level().name().toLowerCase(Locale.ROOT),
              one.psi(),
              percent(one.expected().missingRate()),
              percent(one.actual().missingRate()),
              percent(one.expected().unseenRate()),
              percent(one.actual().unseenRate())));
    }
    for (FeatureDrift one : drift) {
      if (one.level() != FeatureDrift.Level.STABLE) {
        bins(one);
      }
    }
    sources(lacking, monitor);
    return text.toString();
  }

  /** How many values, and of how many of the orders; of arrays, how many elements. */
  private void sources(List<ExtractionCounts.Count> lacking, DriftMonitor monitor) {
    Map<String, Map<ExtractionCounts.Reason, String>> bySource = new LinkedHashMap<>();
    for (ExtractionCounts.Count count : lacking) {
      String shown =
          monitor.isPerElement(count.name())
              ? count.number() + " elements"
              : count.number() + percent((double) count.number() / monitor.read());
      bySource
          .computeIfAbsent(count.name(), name -> new EnumMap<>(ExtractionCounts.Reason.class))
          .put(count.reason(), shown);
    }
    if (bySource.isEmpty()) {
      return;
    }
    line("");
    line(sourceLine("source", "missing", "wrong type", "out of range", "unknown zone"));
    bySource.forEach(
        (source, reasons) ->
            line(
                sourceLine(
                    source,
                    reasons.getOrDefault(ExtractionCounts.Reason.MISSING, "0"),
                    reasons.getOrDefault(ExtractionCounts.Reason.WRONG_TYPE, "0"),
                    reasons.getOrDefault(ExtractionCounts.Reason.OUT_OF_RANGE, "0"),
                    reasons.getOrDefault(ExtractionCounts.Reason.UNKNOWN_ZONE, "0"))));
  }

  private static String sourceLine(
      String source, String missing, String wrongType, String outOfRange, String unknownZone) {
    return String.format(
        Locale.ROOT,
        "%-28s  %18s  %18s  %18s  %18s",
        source,
        missing,
        wrongType,
        outOfRange,
        unknownZone);
  }

  private void bins(FeatureDrift drift) {
    line("");
    line(
        String.format(
            Locale.ROOT,
            "%s  %s, now %s",
            name(drift.feature()),
            "training",
            summary(drift.actual())));
    for (int i = 0; i < drift.expected().bins().size(); i++) {
      FeatureProfile.Bin bin = drift.expected().bins().get(i);
      long now = drift.actual().bins().get(i).count();
      line(
          String.format(
              Locale.ROOT,
              "  %-" + MAX_LABEL + "s %s %s",
              shown(bin.label()),
              percent((double) bin.count() / drift.expected().counted()),
              percent((double) now / drift.actual().counted())));
    }
  }

  private String name(String feature) {
    return shown(feature) + " ".repeat(width - Math.min(width, shown(feature).length()));
  }

  /** A category is what some order held: it must not write on the terminal as it likes. */
  private static String shown(String label) {
    String clean = label.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Co}\\p{Cn}]", "?");
    return Ellipsis.shorten(clean, MAX_LABEL);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.6g", value);
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%6.2f %%", 100 * part);
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }
}
