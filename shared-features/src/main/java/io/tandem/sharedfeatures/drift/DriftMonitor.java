package io.tandem.sharedfeatures.drift;

import io.tandem.sharedfeatures.ExtractionCounts;
import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.Rejection;
import io.tandem.sharedfeatures.fault.StateException;
import io.tandem.sharedfeatures.order.OrderParsers;
import io.tandem.sharedfeatures.order.OrderReader;
import io.tandem.sharedfeatures.order.SourceTree;
import io.tandem.sharedfeatures.partial.PartialState;
import io.tandem.sharedfeatures.partial.StateInput;
import io.tandem.sharedfeatures.partial.StateOutput;
import io.tandem.sharedfeatures.profile.FeatureCounts;
import io.tandem.sharedfeatures.profile.FeatureProfile;
import io.tandem.sharedfeatures.profile.ProfileInput;
import io.tandem.sharedfeatures.profile.TrainingProfiles;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Profiles orders in the bins of the training profile. The result depends on the multiset of orders
 * alone: not on their sequence, nor on how they were spread over monitors that are merged later.
 * Not thread-safe: one per thread.
 */
public final class DriftMonitor {
  private final FeatureSet features;
  private final TrainingProfiles training;
  private final SourceTree tree;
  private final OrderReader reader;
  private final List<FeatureCounts> counts = new ArrayList<>();

  /** Of this one and of those merged into it. */
  private final List<ExtractionCounts> lacking = new ArrayList<>();

  private long records;
  private long read;

  private DriftMonitor(FeatureSet features, SourceTree tree) {
    this.features = features;
    this.training = features.profile();
    this.tree = tree;
    this.reader = new OrderReader(tree, OrderParsers.factory());
    lacking.add(new ExtractionCounts(features.definition(), reader.counts));
    for (ProfileInput feature : ProfileInput.of(features.definition())) {
      TrainingProfiles.Entry entry = training.entries().get(feature.name());
      if (entry == null || entry.profile().records() == 0) {
        throw new DefinitionException(
            "the feature set", List.of("has no training profile; fit the definition to records"));
      }
      Json learned = features.learned(feature.name());
      counts.add(new FeatureCounts(feature, entry.binning(), feature.categories(learned), null));
    }
  }

  /**
   * Of bare orders.
   *
   * @throws DefinitionException when the definition was not fitted
   */
  public static DriftMonitor ofOrders(FeatureSet features) {
    return new DriftMonitor(features, features.definition().orderTree());
  }

  /**
   * Of training records.
   *
   * @throws DefinitionException when the definition was not fitted
   */
  public static DriftMonitor ofRecords(FeatureSet features) {
    return new DriftMonitor(features, features.definition().recordTree());
  }

  /**
   * Counts one order, or training record.
   *
   * @return why it was not counted, or empty
   */
  public Optional<Rejection> observe(byte[] json, int offset, int length) {
    read++;
    Rejection rejection = reader.read(json, offset, length);
    if (rejection != null) {
      return Optional.of(rejection);
    }
    for (FeatureCounts count : counts) {
      count.observe(reader.row);
    }
    records++;
    return Optional.empty();
  }

  /** Takes over what another one of the same feature set has seen. */
  public void merge(DriftMonitor other) {
    if (other == this || other.features != features) {
      throw new IllegalArgumentException("only another monitor of the same feature set merges");
    }
    for (int i = 0; i < counts.size(); i++) {
      counts.get(i).merge(other.counts.get(i));
    }
    lacking.addAll(other.lacking);
    records += other.records;
    read += other.read;
  }

  /** What was counted so far, for another process; the same bytes for the same orders. */
  public byte[] state() {
    return partialState().seal(this::write);
  }

  /**
   * Takes over what {@link #state} of a monitor of the same feature set gave, in whatever process.
   *
   * @throws StateException when the bytes are damaged, or of another feature set or another version
   *     of the library; nothing is taken over then
   */
  public void merge(byte[] state) {
    DriftMonitor other = new DriftMonitor(features, tree);
    partialState().open(state, other::read);
    merge(other);
  }

  /** The bins are in no fingerprint. */
  private PartialState partialState() {
    FeatureDefinition definition = features.definition();
    return PartialState.of(
        "a profile",
        features.semanticsFingerprint() + training.json().canonical(),
        definition.dialect(),
        definition.dataVersions());
  }

  private void write(StateOutput out) {
    out.number(read);
    out.number(records);
    for (FeatureCounts count : counts) {
      count.write(out);
    }
    ExtractionCounts all = ExtractionCounts.none(features.definition());
    for (ExtractionCounts one : lacking) {
      all.merge(one);
    }
    all.write(out);
  }

  private void read(StateInput in) {
    read = in.number();
    records = in.number();
    for (FeatureCounts count : counts) {
      count.read(in, records);
    }
    lacking.get(0).read(in);
  }

  /** Whether this source's missing values are counted per element of an array, not per order. */
  public boolean isPerElement(String source) {
    return features.definition().sources().stream()
        .anyMatch(one -> one.name().equals(source) && one.path().isEach());
  }

  /** How many were read, the rejected ones too. */
  public long read() {
    return read;
  }

  /** How many were counted, here and in what was merged. */
  public long records() {
    return records;
  }

  /**
   * What the sources lacked, in rejected orders as well; unseen categories are in {@link
   * #profiles}.
   */
  public List<ExtractionCounts.Count> lacking() {
    return ExtractionCounts.sum(lacking);
  }

  /** One per feature, in the order of the definition. */
  public List<FeatureProfile> profiles() {
    return counts.stream().map(FeatureCounts::profile).toList();
  }

  /**
   * How far each feature has drifted from training, in the order of the definition.
   *
   * @throws IllegalStateException when nothing was counted
   */
  public List<FeatureDrift> drift() {
    if (records == 0) {
      throw new IllegalStateException("nothing was counted that could have drifted");
    }
    Map<String, TrainingProfiles.Entry> entries = training.entries();
    List<FeatureDrift> drift = new ArrayList<>();
    for (FeatureProfile profile : profiles()) {
      TrainingProfiles.Entry entry = entries.get(profile.feature());
      if (entry != null) {
        drift.add(new FeatureDrift(entry.profile(), profile));
      }
    }
    return drift;
  }
}
