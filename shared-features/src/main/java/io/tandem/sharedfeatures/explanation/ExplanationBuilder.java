package io.tandem.sharedfeatures.explanation;

import io.tandem.sharedfeatures.GoldenOrder;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.encoding.Encoding;
import io.tandem.sharedfeatures.expression.Expression;
import io.tandem.sharedfeatures.expression.ExpressionNode;
import io.tandem.sharedfeatures.expression.TimeFunctions;
import io.tandem.sharedfeatures.order.MissingReason;
import io.tandem.sharedfeatures.order.OrderReader;
import io.tandem.sharedfeatures.order.Row;
import io.tandem.sharedfeatures.order.Source;
import io.tandem.sharedfeatures.order.SourcePath;
import io.tandem.sharedfeatures.order.Type;
import io.tandem.strictjson.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Walks the steps of every feature after an order was read. Slow and for people; the values are
 * those that the vector is made of, since the same code computes them. Not thread-safe.
 */
final class ExplanationBuilder {
  private static final String MISSING = "missing";
  private static final Explanation.Value HIDDEN = Explanation.Value.of(Explanation.HIDDEN);

  private final FeatureDefinition definition;
  private final List<Encoding.Encoder> encoders;
  private final OrderReader reader;
  private final Map<String, ExpressionNode> sources;
  private final Map<String, Integer> slots = new LinkedHashMap<>();
  private final Set<String> personal;
  private final IdentityHashMap<ExpressionNode, Boolean> shown = new IdentityHashMap<>();
  private final Json order;

  /**
   * @param reader has just read the order without rejecting it
   */
  ExplanationBuilder(
      FeatureDefinition definition,
      List<Encoding.Encoder> encoders,
      OrderReader reader,
      Json order) {
    this.definition = definition;
    this.sources = FeatureDefinition.names(definition.sources().subList(0, definition.labelSlot()));
    this.personal = Source.personalNames(definition.sources());
    this.encoders = encoders;
    this.reader = reader;
    this.order = order;
    for (int slot = 0; slot < definition.labelSlot(); slot++) {
      slots.put(definition.sources().get(slot).name(), slot);
    }
  }

  Explanation explain() {
    List<Explanation.OfFeature> features = new ArrayList<>();
    for (int i = 0; i < encoders.size(); i++) {
      features.add(feature(definition.features().get(i), encoders.get(i)));
    }
    return new Explanation(features);
  }

  private Explanation.OfFeature feature(
      FeatureDefinition.Feature feature, Encoding.Encoder encoder) {
    float[] vector = new float[encoder.columns().size()];
    Encoding.Outcome outcome = encoder.encode(reader.row, vector, 0);
    boolean hidden = tellsPersonalValue(feature);
    Map<String, Float> columns = new LinkedHashMap<>();
    for (int i = 0; i < vector.length && !hidden; i++) {
      columns.put(encoder.columns().get(i), vector[i]);
    }
    List<Explanation.OfStep> steps = new ArrayList<>();
    Set<ExpressionNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    feature.values().forEach(value -> addSteps(value, seen, steps));
    return new Explanation.OfFeature(
        feature.name(),
        words(outcome),
        ExpressionNode.sources(feature.values()).stream().map(this::source).toList(),
        steps,
        feature.encodingText(),
        isPersonal(kept(feature)) ? "" : encoder.explain(reader.row),
        hidden,
        columns);
  }

  /** What else a feature is given only identifies the record. */
  private static List<ExpressionNode> kept(FeatureDefinition.Feature feature) {
    return IntStream.range(0, feature.values().size())
        .filter(feature.encoding()::keeps)
        .mapToObj(feature.values()::get)
        .toList();
  }

  private boolean tellsPersonalValue(FeatureDefinition.Feature feature) {
    List<ExpressionNode> kept = kept(feature);
    boolean listed =
        feature.encoding().statistics(feature.name()).isEmpty()
            && feature.encoding().categories(feature.name(), null).isPresent();
    return !kept.stream().allMatch(this::isShown) && !listed;
  }

  private boolean isPersonal(List<ExpressionNode> steps) {
    return !Collections.disjoint(ExpressionNode.sourcesOfValues(steps), personal);
  }

  /**
   * Whether a value tells no personal one: a yes or no that such values are reduced to says little
   * of them, unless they were one; and what is computed from such values alone says no more.
   */
  private boolean isShown(ExpressionNode step) {
    Boolean known = shown.get(step);
    if (known != null) {
      return known;
    }
    boolean found =
        !isPersonal(List.of(step))
            || (!step.parts().isEmpty() && step.parts().stream().allMatch(this::isShown))
            || isYesOrNo(step);
    shown.put(step, found);
    return found;
  }

  private boolean isYesOrNo(ExpressionNode step) {
    return step.value().type() == Type.FLAG
        && ExpressionNode.sourcesOfValues(List.of(step)).stream()
            .filter(personal::contains)
            .noneMatch(name -> ofName(name).kind() == Source.Kind.FLAG);
  }

  private Source ofName(String name) {
    return definition.sources().get(slots.getOrDefault(name, 0));
  }

  private static String words(Encoding.Outcome outcome) {
    return switch (outcome) {
      case KNOWN -> "";
      case MISSING -> MISSING;
      case UNSEEN -> "unseen: a text that is not listed, or that training did not keep";
    };
  }

  private void addSteps(
      ExpressionNode step, Set<ExpressionNode> seen, List<Explanation.OfStep> steps) {
    if (step.parts().isEmpty() || !seen.add(step)) {
      return;
    }
    for (ExpressionNode part : step.parts()) {
      addSteps(part, seen, steps);
    }
    String clock =
        isPersonal(List.of(step)) ? "" : TimeFunctions.clock(step, reader.row, this::zone);
    Explanation.OfStep shown = new Explanation.OfStep(step.text(), value(step), clock);
    if (!steps.contains(shown)) {
      steps.add(shown);
    }
  }

  private Explanation.Value value(ExpressionNode step) {
    Expression value = step.value();
    boolean masked = !isShown(step);
    if (value.array() == Row.SCALAR) {
      return Explanation.Value.of(value(step, Row.SCALAR, masked));
    }
    return masked && !value.type().fits(Type.TEXT)
        ? HIDDEN
        : list(reader.row.lengths[value.array()], i -> value(step, i, masked));
  }

  private static Explanation.Value list(int length, IntFunction<String> element) {
    return new Explanation.Value(true, IntStream.range(0, length).mapToObj(element).toList());
  }

  private String value(ExpressionNode step, int index, boolean masked) {
    Row row = reader.row;
    Expression value = step.value();
    if (Expression.isMissing(value, row, index)) {
      return MISSING;
    }
    if (value.type().fits(Type.TEXT)) {
      String text = String.valueOf(Expression.text(value).at(row, index));
      return masked ? "'" + GoldenOrder.mask(text) + "'" + Explanation.MASKED : "'" + text + "'";
    }
    if (masked) {
      return Explanation.HIDDEN;
    }
    if (value instanceof Expression.OfNumber number) {
      double found = number.code().at(row, index);
      return number.type() != Type.FLAG ? Json.number(found) : found == 0 ? "false" : "true";
    }
    return value instanceof Expression.OfTime time
        ? Instant.ofEpochSecond(row.seconds[time.slot()], row.nanos[time.slot()]).toString()
        : zone(step);
  }

  /** The name of a zone, which the row does not keep. */
  private String zone(ExpressionNode step) {
    if (isPersonal(List.of(step))) {
      return "a zone that is " + Explanation.HIDDEN;
    }
    if (step.source()) {
      Source source = ofName(step.text());
      boolean read = reader.missingReason(slots.getOrDefault(step.text(), 0)) == MissingReason.READ;
      Json written = at(order, source.path().steps());
      return read && written instanceof Json.Text text
          ? text.value()
          : String.valueOf(source.defaultValue());
    }
    ExpressionNode part = step.parts().get(0);
    return step.function().isEmpty()
        ? zone(part)
        : String.valueOf(Expression.text(part.value()).at(reader.row, Row.SCALAR));
  }

  private Explanation.OfSource source(String name) {
    int slot = slots.getOrDefault(name, 0);
    Source source = definition.sources().get(slot);
    List<String> steps = source.path().steps();
    int each = steps.indexOf(SourcePath.EACH);
    Explanation.Value text;
    if (each >= 0 && at(order, steps.subList(0, each)) instanceof Json.Arr array) {
      List<String> below = steps.subList(each + 1, steps.size());
      List<Json> items = array.items();
      text = list(items.size(), i -> written(at(items.get(i), below), source.personal()));
    } else {
      Json found = at(order, each >= 0 ? steps.subList(0, each) : steps);
      text = Explanation.Value.of(written(found, source.personal()));
    }
    ExpressionNode step = sources.get(name);
    Explanation.Value value = step == null ? Explanation.Value.of(MISSING) : value(step);
    return new Explanation.OfSource(
        name, source.path().toString(), text, value, cause(slot, source));
  }

  /** Of the sources of an array, why there is no array, or how many elements have the default. */
  private String cause(int slot, Source source) {
    String cause =
        switch (reader.missingReason(slot)) {
          case READ, ABSENT -> "";
          case EMPTY -> "null or blank";
          case WRONG_TYPE -> "of a wrong type";
          case OUT_OF_RANGE -> "outside " + source.range();
          case UNKNOWN_ZONE -> "no known time zone";
        };
    if (source.defaultValue() == null) {
      return cause;
    }
    String instead =
        "the default " + (source.personal() ? Explanation.HIDDEN : source.defaultValue());
    if (source.path().isEach()) {
      int length = reader.row.lengths[definition.array(source)];
      long missing =
          IntStream.range(0, length)
              .filter(i -> reader.missingReason(slot, i) != MissingReason.READ)
              .count();
      return missing == 0 ? cause : instead + " in " + missing + " of " + length + " elements";
    }
    return reader.missingReason(slot) == MissingReason.READ
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
        ? Json.text(GoldenOrder.mask(text.value())).compact() + Explanation.MASKED
        : Explanation.HIDDEN;
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
