package io.tandem.sharedfeatures;

import java.time.Instant;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Walks the steps of every feature after an order was read. Slow and for people; the values are
 * those that the vector is made of, since the same code computes them. Not thread-safe.
 */
final class Explainer {
  private static final String MISSING = "missing";

  /** Characters up to which what an encoding learned is shown. */
  private static final int LEARNED = 200;

  /** Elements of an array that are shown. */
  private static final int ELEMENTS = 8;

  private final FeatureDefinition definition;
  private final List<Encoding.Encoder> encoders;
  private final OrderReader reader;
  private final Map<String, Step> sources;
  private final Map<String, Integer> slots = new LinkedHashMap<>();
  private final Json.Obj learned;

  Explainer(
      FeatureDefinition definition,
      Json.Obj learned,
      List<Encoding.Encoder> encoders,
      OrderReader reader) {
    this.definition = definition;
    this.learned = learned;
    this.sources = FeatureDefinition.names(definition.sources().subList(0, definition.labelSlot()));
    this.encoders = List.copyOf(encoders);
    this.reader = reader;
    for (int slot = 0; slot < definition.labelSlot(); slot++) {
      slots.put(definition.sources().get(slot).name(), slot);
    }
  }

  /** Of the order that the reader has just read without rejecting it. */
  Explanation explain(Json order) {
    List<Explanation.OfFeature> features = new ArrayList<>();
    for (int i = 0; i < encoders.size(); i++) {
      features.add(feature(definition.features().get(i), encoders.get(i), order));
    }
    return new Explanation(features);
  }

  private Explanation.OfFeature feature(
      FeatureDefinition.Feature feature, Encoding.Encoder encoder, Json order) {
    float[] vector = new float[encoder.columns().size()];
    Encoding.Outcome outcome = encoder.encode(reader.row, vector, 0);
    Map<String, Float> columns = new LinkedHashMap<>();
    for (int i = 0; i < vector.length; i++) {
      columns.put(encoder.columns().get(i), vector[i]);
    }
    List<Explanation.OfSource> read = new ArrayList<>();
    for (String name : Step.sources(feature.values())) {
      read.add(source(name, order));
    }
    List<Explanation.OfStep> steps = new ArrayList<>();
    Set<Step> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Step value : feature.values()) {
      addSteps(value, seen, steps);
    }
    return new Explanation.OfFeature(
        feature.name(), words(outcome), read, steps, encoding(feature), columns);
  }

  private static String words(Encoding.Outcome outcome) {
    return switch (outcome) {
      case KNOWN -> "";
      case MISSING -> MISSING;
      case UNSEEN -> "unseen: a text that is not listed, or that training did not keep";
    };
  }

  /** The recipe as written, and what it learned if that is not long; empty for none. */
  private String encoding(FeatureDefinition.Feature feature) {
    Json state = learned.fields().get(feature.name());
    String text = state == null ? "" : state.compact();
    return feature.encodingText()
        + (text.isEmpty() || text.length() > LEARNED ? "" : " learned " + text);
  }

  private void addSteps(Step step, Set<Step> seen, List<Explanation.OfStep> steps) {
    boolean leaf = step.parts().isEmpty();
    if (leaf || !seen.add(step)) {
      return;
    }
    for (Step part : step.parts()) {
      addSteps(part, seen, steps);
    }
    Explanation.OfStep shown = new Explanation.OfStep(step.text(), value(step));
    if (!steps.contains(shown)) {
      steps.add(shown);
    }
  }

  private String value(Step step) {
    boolean personal =
        Step.sources(List.of(step)).stream()
            .anyMatch(name -> definition.sources().get(slots.getOrDefault(name, 0)).personal());
    return value(step.value(), personal);
  }

  private String value(Expression value, boolean personal) {
    if (value.array() == Expression.SCALAR) {
      return value(value, Expression.SCALAR, personal);
    }
    return list(reader.row.lengths[value.array()], i -> value(value, i, personal));
  }

  private static String list(int length, IntFunction<String> element) {
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < Math.min(length, ELEMENTS); i++) {
      elements.add(element.apply(i));
    }
    return "["
        + String.join(", ", elements)
        + (length > ELEMENTS ? ", ... " + length + " in all" : "")
        + "]";
  }

  private String value(Expression value, int index, boolean personal) {
    Row row = reader.row;
    if (Expression.isMissing(value, row, index)) {
      return MISSING;
    }
    if (value.type().fits(Type.TEXT)) {
      String text = String.valueOf(Expression.text(value).at(row, index));
      return "'" + (personal ? GoldenOrder.mask(text) : text) + "'";
    }
    if (value instanceof Expression.OfNumber number) {
      double found = number.code().at(row, index);
      if (number.type() == Type.FLAG) {
        return found == 0 ? "false" : "true";
      }
      return Json.number(found);
    }
    if (value instanceof Expression.OfTime time) {
      return personal
          ? "a time"
          : Instant.ofEpochSecond(row.seconds[time.slot()], row.nanos[time.slot()]).toString();
    }
    ZoneRules zone = value instanceof Expression.OfZone z ? z.code().at(row) : null;
    return zone == null ? MISSING : "a time zone";
  }

  private Explanation.OfSource source(String name, Json order) {
    int slot = slots.getOrDefault(name, 0);
    Source source = definition.sources().get(slot);
    List<String> steps = source.path().steps();
    int each = steps.indexOf(SourcePath.EACH);
    boolean personal = source.personal();
    String text;
    if (each >= 0 && at(order, steps.subList(0, each)) instanceof Json.Arr array) {
      List<String> below = steps.subList(each + 1, steps.size());
      text = list(array.items().size(), i -> written(at(array.items().get(i), below), personal));
    } else {
      text = written(at(order, each >= 0 ? steps.subList(0, each) : steps), personal);
    }
    Step step = sources.get(name);
    String value = step == null ? MISSING : value(step.value(), personal);
    boolean hidden = personal && source.kind() != Source.Kind.TEXT && !value.equals(MISSING);
    return new Explanation.OfSource(
        name, source.path().toString(), text, hidden ? "hidden" : value, cause(slot, source, each));
  }

  /** Of the sources of an array, why there is no array. */
  private String cause(int slot, Source source, int each) {
    String cause =
        switch (reader.cause(slot)) {
          case READ, ABSENT -> "";
          case EMPTY -> "null or blank";
          case WRONG_TYPE -> "of a wrong type";
          case OUT_OF_RANGE ->
              source.kind() == Source.Kind.ZONE
                  ? "no known time zone"
                  : "outside " + source.range();
        };
    if (source.defaultValue() == null) {
      return cause;
    }
    String instead = "the default " + source.defaultValue();
    if (each >= 0) {
      return instead + " where there is none";
    }
    return reader.cause(slot) == Cause.READ
        ? cause
        : cause + (cause.isEmpty() ? "" : ", so ") + instead;
  }

  private static String written(@Nullable Json json, boolean personal) {
    if (json == null) {
      return "absent";
    }
    if (!personal || json instanceof Json.Null) {
      return json.compact();
    }
    return json instanceof Json.Text text
        ? Json.text(GoldenOrder.mask(text.value())).compact()
        : "hidden";
  }

  private static @Nullable Json at(Json from, List<String> steps) {
    Json json = from;
    for (String step : steps) {
      Json next = json instanceof Json.Obj object ? object.fields().get(step) : null;
      if (next == null) {
        return null;
      }
      json = next;
    }
    return json;
  }
}
