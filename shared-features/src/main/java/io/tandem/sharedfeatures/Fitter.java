package io.tandem.sharedfeatures;

import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.fault.DefinitionException;
import io.tandem.sharedfeatures.fault.LimitedJson;
import io.tandem.sharedfeatures.fault.Rejection;
import io.tandem.sharedfeatures.fault.StateException;
import io.tandem.sharedfeatures.order.OrderParsers;
import io.tandem.sharedfeatures.order.OrderReader;
import io.tandem.sharedfeatures.order.Source;
import io.tandem.sharedfeatures.partial.PartialState;
import io.tandem.sharedfeatures.partial.StateInput;
import io.tandem.sharedfeatures.partial.StateOutput;
import io.tandem.sharedfeatures.profile.ProfileInput;
import io.tandem.sharedfeatures.profile.TrainingProfiles;
import io.tandem.sharedfeatures.text.Texts;
import io.tandem.strictjson.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One pass over training records that learns what the definition's features need. The outcome
 * depends on the multiset of records alone: any order, any split over several fitters that are then
 * merged, gives the same feature set, byte for byte. Not thread-safe: one per thread.
 */
public final class Fitter {
  private final FeatureDefinition definition;
  private final OrderReader reader;

  /** In the order of the definition. */
  private final List<FeatureFit> features;

  private final GoldenRecords golden = new GoldenRecords();

  /** By slot, whether any record had a value for the source. */
  private final boolean[] seen;

  private long records;

  public Fitter(FeatureDefinition definition) {
    this.definition = definition;
    this.reader = new OrderReader(definition.recordTree(), OrderParsers.factory());
    this.seen = new boolean[definition.labelSlot()];
    this.features = ProfileInput.of(definition).stream().map(FeatureFit::new).toList();
  }

  /**
   * Learns from one training record.
   *
   * @return why the record was not used, or empty
   */
  public Optional<Rejection> observe(byte[] json, int offset, int length) {
    Rejection rejection = reader.read(json, offset, length);
    if (rejection != null) {
      return Optional.of(rejection);
    }
    Optional<Rejection> unlabelled = labelFault(reader.row.label());
    if (unlabelled.isPresent()) {
      return unlabelled;
    }
    for (FeatureFit feature : features) {
      feature.observe(reader.row);
    }
    for (int slot = 0; slot < seen.length; slot++) {
      seen[slot] = seen[slot] || reader.isPresent(slot);
    }
    golden.add(json, offset, length);
    records++;
    return Optional.empty();
  }

  private Optional<Rejection> labelFault(double label) {
    for (FeatureFit feature : features) {
      Optional<String> fault = feature.labelFault(label);
      if (fault.isPresent()) {
        String place = definition.sources().get(definition.labelSlot()).path().toString();
        String why = ", as feature " + feature.name() + " learns from it";
        return Optional.of(new Rejection(place, fault.get() + why));
      }
    }
    return Optional.empty();
  }

  /**
   * Takes over what another fitter of the same definition has seen; the other one must not be used
   * any more.
   */
  public void merge(Fitter other) {
    if (other == this || !other.definition.canonical().equals(definition.canonical())) {
      throw new IllegalArgumentException("only another fitter of the same definition merges");
    }
    for (int i = 0; i < features.size(); i++) {
      features.get(i).merge(other.features.get(i));
    }
    for (int slot = 0; slot < seen.length; slot++) {
      seen[slot] |= other.seen[slot];
    }
    golden.merge(other.golden);
    records += other.records;
  }

  /**
   * What was learned so far, for a fitter in another process: versioned, checked, and the same
   * bytes for the same multiset of records. It holds values of the records as they are, and up to
   * 16 whole records: it is as confidential as they are, and no artifact.
   *
   * @throws DefinitionException when a custom encoding cannot be fitted in parts, also before
   *     anything was observed, or the state has more than 2 GiB
   */
  public byte[] state() {
    return partialState().seal(this::write);
  }

  /**
   * Takes over what {@link #state} of a fitter of the same definition gave, in whatever process.
   * Nothing is taken over when an exception is thrown, but for a definition that learns too much.
   *
   * @throws StateException when the bytes are damaged, or of another definition, other time zone
   *     rules or another version of the library
   * @throws DefinitionException when a feature has too many different texts, as in {@link #observe}
   */
  public void merge(byte[] state) {
    Fitter other = new Fitter(definition);
    partialState().open(state, other::read);
    merge(other);
  }

  private PartialState partialState() {
    return PartialState.of(
        "a fit", definition.canonical(), definition.dialect(), definition.dataVersions());
  }

  private void write(StateOutput out) {
    out.number(records);
    List<String> names = new ArrayList<>();
    for (int slot = 0; slot < seen.length; slot++) {
      if (seen[slot]) {
        names.add(definition.sources().get(slot).name());
      }
    }
    // By name: where a source stands in the file is not part of what the definition says.
    names.sort(Texts.UTF8_ORDER);
    out.number(names.size());
    names.forEach(out::text);
    golden.write(out);
    features.forEach(feature -> feature.write(out));
  }

  private void read(StateInput in) {
    records = in.number();
    Set<String> names = new HashSet<>();
    for (int left = in.size(1); left > 0; left--) {
      names.add(in.text());
    }
    for (int slot = 0; slot < seen.length; slot++) {
      seen[slot] = names.contains(definition.sources().get(slot).name());
    }
    golden.read(in);
    features.forEach(feature -> feature.read(in, records));
  }

  /** How many records were observed and used, here and in what was merged. */
  public long records() {
    return records;
  }

  /** The sources that had a value in no record: more often a wrong path than a rare field. */
  public List<String> neverSeen() {
    List<String> names = new ArrayList<>();
    for (int slot = 0; slot < seen.length; slot++) {
      if (!seen[slot]) {
        Source source = definition.sources().get(slot);
        names.add(source.name() + " (" + source.path() + ")");
      }
    }
    return names;
  }

  /**
   * The fitted feature set, with golden orders taken from the records.
   *
   * @throws DefinitionException when the features cannot be made from what was seen, or none of the
   *     records makes a golden order
   */
  public FeatureSet finish() {
    Map<String, Json> state = new LinkedHashMap<>();
    Map<String, TrainingProfiles.Entry> profiles = new LinkedHashMap<>();
    for (FeatureFit feature : features) {
      FeatureFit.Fitted fitted = feature.finish();
      if (fitted.learned() != null) {
        state.put(feature.name(), fitted.learned());
      }
      profiles.put(feature.name(), fitted.profile());
    }
    Json.Obj learned = Json.object(state);
    TrainingProfiles profiled = new TrainingProfiles(profiles);
    Extractor extractor = featureSet(learned, profiled, List.of()).orders();
    List<GoldenOrder> orders = new ArrayList<>();
    for (byte[] record : golden.all()) {
      String order =
          GoldenOrder.reduce(orderOf(LimitedJson.read("record", record)), orderSources());
      // Masking may break what a source expects of a text; such an order proves nothing.
      if (extractor.extract(order.getBytes(StandardCharsets.UTF_8))
          instanceof Extraction.Vector vector) {
        orders.add(new GoldenOrder(order, vector.values()));
      }
    }
    if (records > 0 && orders.isEmpty()) {
      // Serving would then have nothing to prove itself by.
      throw new DefinitionException(
          "fitting",
          List.of("no record is accepted once its personal values are masked: no golden order"));
    }
    return featureSet(learned, profiled, orders);
  }

  private FeatureSet featureSet(
      Json.Obj learned, TrainingProfiles profiles, List<GoldenOrder> orders) {
    return new FeatureSet(definition, learned, profiles, orders, definition.dataVersions());
  }

  private List<Source> orderSources() {
    return definition.sources().subList(0, definition.labelSlot());
  }

  private Json orderOf(Json record) {
    Json json = record;
    for (String step : definition.order().steps()) {
      Json next = json instanceof Json.Obj object ? object.fields().get(step) : null;
      if (next == null) {
        return Json.object(Map.of());
      }
      json = next;
    }
    return json;
  }
}
