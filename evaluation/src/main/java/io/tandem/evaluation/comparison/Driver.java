package io.tandem.evaluation.comparison;

import io.tandem.evaluation.rows.Contributions;
import io.tandem.evaluation.statistics.ByModel;
import io.tandem.evaluation.statistics.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How much a feature moves predictions: the mean size of its contributions to the margin, over the
 * judged orders (Lundberg and others, "From local explanations to global understanding with
 * explainable AI for trees", Nature Machine Intelligence 2, 2020).
 *
 * @param current of the judged model; empty when it has no such feature
 * @param old the same of the old model, if its contributions are known
 * @param difference the judged model's less the old one's, of the same orders; when both have it
 */
public record Driver(
    String feature,
    Optional<Estimate> current,
    Optional<Estimate> old,
    Optional<Estimate> difference) {
  private static final Comparator<Driver> STRONGEST_FIRST =
      Comparator.comparingDouble(Driver::strength).reversed();

  /** Equal ones in the order of the features. */
  static List<Driver> of(ByModel<Contributions> contributions) {
    Set<String> features = new LinkedHashSet<>(contributions.current().features());
    contributions.old().ifPresent(old -> features.addAll(old.features()));
    List<Driver> drivers = new ArrayList<>();
    for (String feature : features) {
      Optional<double[]> current = sizes(contributions.current(), feature);
      Optional<double[]> old = contributions.old().flatMap(one -> sizes(one, feature));
      drivers.add(
          new Driver(
              feature,
              current.map(Driver::mean),
              old.map(Driver::mean),
              current.flatMap(one -> old.map(other -> mean(less(one, other))))));
    }
    drivers.sort(STRONGEST_FIRST);
    return drivers;
  }

  private double strength() {
    return current.map(Estimate::value).orElse(-1.0);
  }

  private static Optional<double[]> sizes(Contributions contributions, String feature) {
    return contributions.features().contains(feature)
        ? Optional.of(Arrays.stream(contributions.of(feature)).map(Math::abs).toArray())
        : Optional.empty();
  }

  private static double[] less(double[] one, double[] other) {
    double[] difference = new double[one.length];
    Arrays.setAll(difference, row -> one[row] - other[row]);
    return difference;
  }

  private static Estimate mean(double[] values) {
    return new Estimate(Arrays.stream(values).average().orElseThrow(), Interval.ofMean(values));
  }
}
