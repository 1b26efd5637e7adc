package io.tandem.sharedfeatures.profile;

import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.encoding.StateReader;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads back the training profile of one feature, and refuses one that no fit has written. */
public final class ProfileReader {
  private final ProfileInput feature;
  private final Map<String, Json> fields;

  private ProfileReader(ProfileInput feature, Map<String, Json> fields) {
    this.feature = feature;
    this.fields = fields;
  }

  /**
   * @param json what {@link TrainingProfiles#json} gave
   * @throws DefinitionException when it is not of this definition's features, or is broken
   */
  public static TrainingProfiles read(FeatureDefinition definition, @Nullable Json json) {
    if (!(json instanceof Json.Obj profile)
        || profile.fields().size() != definition.features().size()) {
      throw new DefinitionException(
          StateReader.FILE,
          List.of("lacks the training profile of the features; fit the definition anew"));
    }
    Map<String, TrainingProfiles.Entry> entries = new LinkedHashMap<>();
    for (ProfileInput feature : ProfileInput.of(definition)) {
      if (!(profile.fields().get(feature.name()) instanceof Json.Obj entry)) {
        throw broken(feature, "expected an object");
      }
      entries.put(feature.name(), new ProfileReader(feature, entry.fields()).entry());
    }
    return new TrainingProfiles(entries);
  }

  private TrainingProfiles.Entry entry() {
    List<Long> counts = new ArrayList<>();
    Binning binning = binning(counts);
    long records = count("records");
    long missing = count("missing");
    boolean texts = binning instanceof Binning.Categories || binning instanceof Binning.Hashed;
    long unseen = texts ? count("unseen") : 0;
    if (binning instanceof Binning.Presence) {
      counts.add(records - missing);
    }
    long counted = counts.stream().mapToLong(Long::longValue).sum();
    boolean perElement = feature.value().array() != Row.SCALAR && !feature.isOpaque();
    if (missing > records
        || unseen > counted
        || (perElement ? counted < records - missing : counted != records - missing)) {
      throw broken(feature, "counts do not add up");
    }
    List<FeatureProfile.Bin> bins = new ArrayList<>();
    for (String label : binning.labels()) {
      bins.add(new FeatureProfile.Bin(label, counts.get(bins.size())));
    }
    double min = bound("min");
    double max = bound("max");
    return new TrainingProfiles.Entry(
        binning, new FeatureProfile(feature.name(), records, missing, unseen, min, max, bins));
  }

  private Binning binning(List<Long> counts) {
    if (feature.isOpaque()) {
      return new Binning.Presence();
    }
    if (feature.isNumber()) {
      Binning.Numbers numbers = new Binning.Numbers(edges(), flag("exact"));
      counts(counts, "counts", numbers.edges().size() + 1);
      return numbers;
    }
    if (feature.isHashed()) {
      counts(counts, "buckets", Binning.Hashed.BUCKETS);
      return new Binning.Hashed();
    }
    return categories(counts);
  }

  private List<Double> edges() {
    List<Double> edges = new ArrayList<>();
    for (Json item : list("edges", Binning.Numbers.MAX_EDGES)) {
      double edge = item instanceof Json.Num number ? number.value() + 0.0 : Double.NaN;
      int size = edges.size();
      boolean third =
          size > 1
              && edge == edges.get(size - 1)
              && edges.get(size - 1).equals(edges.get(size - 2));
      if (!Double.isFinite(edge) || third || (size > 0 && edge < edges.get(size - 1))) {
        throw broken(feature, "expected ascending edges, none more than twice");
      }
      edges.add(edge);
    }
    return edges;
  }

  private Binning categories(List<Long> counts) {
    List<String> categories = new ArrayList<>();
    for (Json item : list("categories", Binning.Categories.KEPT)) {
      if (item instanceof Json.Arr pair
          && pair.items().size() == 2
          && pair.items().get(0) instanceof Json.Text text) {
        categories.add(text.value());
        counts.add(whole("categories", pair.items().get(1)));
      }
    }
    counts.add(count("other"));
    if (new HashSet<>(categories).size() != list("categories", Binning.Categories.KEPT).size()) {
      throw broken(feature, "expected pairs of different categories and their counts");
    }
    return new Binning.Categories(categories);
  }

  private void counts(List<Long> counts, String name, int wanted) {
    List<Json> items = list(name, wanted);
    for (Json item : items) {
      counts.add(whole(name, item));
    }
    if (items.size() != wanted) {
      throw broken(feature, "expected " + wanted + " " + name);
    }
  }

  private List<Json> list(String name, int most) {
    if (fields.get(name) instanceof Json.Arr items && items.items().size() <= most) {
      return items.items();
    }
    throw broken(feature, "expected a list of at most " + most + " " + name);
  }

  private long count(String name) {
    return whole(name, fields.get(name));
  }

  private long whole(String name, @Nullable Json json) {
    if (json instanceof Json.Num number
        && number.value() == Math.rint(number.value())
        && number.value() >= 0
        && number.value() <= Json.MAX_WHOLE) {
      return (long) number.value();
    }
    throw broken(feature, "expected " + name + " to be counted");
  }

  private boolean flag(String name) {
    if (fields.get(name) instanceof Json.Bool flag) {
      return flag.value();
    }
    throw broken(feature, "expected " + name + " to be true or false");
  }

  /** NaN when there is none. */
  private double bound(String name) {
    Optional<Json> json = Optional.ofNullable(fields.get(name));
    if (json.isEmpty()) {
      return Double.NaN;
    }
    if (json.get() instanceof Json.Num number && Double.isFinite(number.value())) {
      return number.value();
    }
    throw broken(feature, "expected " + name + " to be a number");
  }

  private static DefinitionException broken(ProfileInput feature, String fault) {
    return new DefinitionException(
        StateReader.FILE,
        List.of("$.profile." + feature.name() + ": " + fault + "; fit the definition anew"));
  }
}
