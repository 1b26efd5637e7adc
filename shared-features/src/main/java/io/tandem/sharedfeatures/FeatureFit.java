package io.tandem.sharedfeatures;

import io.tandem.sharedfeatures.encoding.Encoding;
import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.partial.StateInput;
import io.tandem.sharedfeatures.partial.StateOutput;
import io.tandem.sharedfeatures.profile.ProfileBuilder;
import io.tandem.sharedfeatures.profile.ProfileInput;
import io.tandem.sharedfeatures.profile.TrainingProfiles;
import io.tandem.strictjson.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fit of one feature: what it learns, and its training profile. Observe, merge, finish, in this
 * order. Not thread-safe.
 */
final class FeatureFit {
  private final ProfileInput feature;
  private final List<Expression> values;

  /** Null when the feature learns nothing. */
  private final Encoding.@Nullable Statistics statistics;

  private final ProfileBuilder profile;

  FeatureFit(ProfileInput feature) {
    this.feature = feature;
    this.values = feature.feature().expressions();
    this.statistics = feature.feature().encoding().statistics(feature.name()).orElse(null);
    this.profile = new ProfileBuilder(feature, statistics);
  }

  String name() {
    return feature.name();
  }

  /** Why the feature cannot learn from a record with this label. */
  Optional<String> labelFault(double label) {
    return statistics == null ? Optional.empty() : statistics.labelFault(label);
  }

  void observe(Row row) {
    if (statistics != null) {
      statistics.observe(values, row);
    }
    profile.observe(row);
  }

  /**
   * @param other of the same feature; not used any more
   */
  void merge(FeatureFit other) {
    if (statistics != null && other.statistics != null) {
      statistics.merge(other.statistics);
    }
    profile.merge(other.profile);
  }

  /** By name and kind. */
  void write(StateOutput out) {
    out.text(name());
    out.text(kind());
    if (statistics != null) {
      statistics.write(out);
    }
    profile.write(out);
  }

  /**
   * @param records how many the state has
   */
  void read(StateInput in, long records) {
    in.expect(name());
    in.expect(kind());
    if (statistics != null) {
      statistics.read(in);
    }
    profile.read(in, records);
  }

  private String kind() {
    return statistics == null ? "nothing" : statistics.kind();
  }

  Fitted finish() {
    Json learned = statistics == null ? null : statistics.finish();
    return new Fitted(learned, profile.finish(learned));
  }

  /**
   * @param learned null when the feature learns nothing
   */
  record Fitted(@Nullable Json learned, TrainingProfiles.Entry profile) {}
}
