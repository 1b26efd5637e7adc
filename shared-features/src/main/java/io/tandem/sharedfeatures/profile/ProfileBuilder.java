package io.tandem.sharedfeatures.profile;

import io.tandem.sharedfeatures.encoding.Distribution;
import io.tandem.sharedfeatures.encoding.Encoding;
import io.tandem.sharedfeatures.fault.StateException;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.partial.StateInput;
import io.tandem.sharedfeatures.partial.StateOutput;
import io.tandem.sharedfeatures.text.Texts;
import io.tandem.strictjson.Json;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the training profile of one feature and chooses its bins. The outcome depends on the
 * multiset of observed rows alone. Texts that the feature's encoding counts are not counted a
 * second time. Not thread-safe.
 */
public final class ProfileBuilder {
  /** A decile of fewer numbers of people says too much about one of them. */
  static final int PERSONAL_NUMBERS = 100;

  private final ProfileInput feature;
  private final Encoding.@Nullable Statistics learning;
  private final Distribution numbers = new Distribution();

  /** In the order of UTF-8 bytes; that of a set differs from process to process. */
  private final List<String> listed;

  private final FeatureCounts counts;

  /**
   * @param learning of the same rows; null when the feature learns nothing
   */
  public ProfileBuilder(ProfileInput feature, Encoding.@Nullable Statistics learning) {
    this.feature = feature;
    this.learning = learning;
    Optional<Set<String>> known = learning == null ? feature.categories(null) : Optional.empty();
    this.listed =
        known.map(all -> all.stream().sorted(Texts.UTF8_ORDER).toList()).orElse(List.of());
    this.counts = new FeatureCounts(feature, first(), known, numbers);
  }

  private Binning first() {
    if (feature.isOpaque()) {
      return new Binning.Presence();
    }
    if (feature.isNumber()) {
      return new Binning.Numbers(List.of(), true);
    }
    return feature.isHashed() ? new Binning.Hashed() : new Binning.Categories(listed);
  }

  public void observe(Row row) {
    counts.observe(row);
  }

  public void merge(ProfileBuilder other) {
    counts.merge(other.counts);
    numbers.merge(other.numbers);
  }

  /** The same bytes for the same multiset of rows. */
  public void write(StateOutput out) {
    counts.write(out);
    numbers.write(out);
  }

  /**
   * Reads what {@link #write} wrote. Of one that has observed nothing.
   *
   * @param records how many the state has
   * @throws StateException when the bytes are no such state
   */
  public void read(StateInput in, long records) {
    counts.read(in, records);
    numbers.read(in);
  }

  /**
   * @param learned what the feature has learned
   */
  public TrainingProfiles.Entry finish(@Nullable Json learned) {
    if (feature.isOpaque()) {
      return new TrainingProfiles.Entry(new Binning.Presence(), counts.profile());
    }
    return feature.isNumber() ? numbers() : texts(learned);
  }

  private TrainingProfiles.Entry numbers() {
    Binning.Numbers bins =
        feature.personal() && numbers.count() < PERSONAL_NUMBERS
            ? new Binning.Numbers(List.of(), true)
            : Binning.Numbers.deciles(numbers, !feature.personal() && !numbers.isCoarse());
    long[] below = numbers.countBelow(bins.cuts());
    long[] inBins = new long[below.length + 1];
    for (int i = 0; i < inBins.length; i++) {
      long to = i < below.length ? below[i] : numbers.count();
      inBins[i] = to - (i == 0 ? 0 : below[i - 1]);
    }
    return new TrainingProfiles.Entry(bins, counts.profile(bins, inBins, 0));
  }

  private TrainingProfiles.Entry texts(@Nullable Json learned) {
    FeatureProfile observed = counts.profile();
    long texts = observed.counted() - observed.missing();
    Map<String, Long> known = learning == null ? listedCounts() : keptCounts(learning, learned);
    long unseen = observed.unseen();
    if (learning != null) {
      unseen = texts - known.values().stream().mapToLong(Long::longValue).sum();
    }
    if (feature.isHashed()) {
      Binning hashed = new Binning.Hashed();
      long[] buckets = observed.bins().stream().mapToLong(FeatureProfile.Bin::count).toArray();
      return new TrainingProfiles.Entry(hashed, counts.profile(hashed, buckets, unseen));
    }
    return categories(known, texts, unseen);
  }

  private TrainingProfiles.Entry categories(Map<String, Long> known, long texts, long unseen) {
    List<String> top =
        known.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey(Texts.UTF8_ORDER)))
            .limit(Binning.Categories.KEPT)
            .map(Map.Entry::getKey)
            .toList();
    long[] inBins = new long[top.size() + 1];
    inBins[top.size()] = texts;
    for (int i = 0; i < top.size(); i++) {
      inBins[i] = known.getOrDefault(top.get(i), 0L);
      inBins[top.size()] -= inBins[i];
    }
    Binning categories = new Binning.Categories(top);
    return new TrainingProfiles.Entry(categories, counts.profile(categories, inBins, unseen));
  }

  /** The profile names no text that the encoding did not keep. */
  private Map<String, Long> keptCounts(Encoding.Statistics counted, @Nullable Json learned) {
    Map<String, Long> kept = new HashMap<>();
    for (String category : feature.categories(learned).orElse(Set.of())) {
      kept.put(category, counted.counts().getOrDefault(category, 0L));
    }
    return kept;
  }

  private Map<String, Long> listedCounts() {
    Map<String, Long> byText = new HashMap<>();
    for (int i = 0; i < listed.size() && !feature.isHashed(); i++) {
      byText.put(listed.get(i), counts.count(i));
    }
    return byText;
  }
}
