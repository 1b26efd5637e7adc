package io.tandem.sharedfeatures.difference;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.Fitter;
import io.tandem.sharedfeatures.definition.FeatureDefinition;
import io.tandem.sharedfeatures.fault.LimitedJson;
import io.tandem.sharedfeatures.text.Texts;
import io.tandem.strictjson.Ellipsis;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What differs between two feature sets, and what that means for a model. Immutable. */
public final class FeatureSetDifference {
  private static final int MAX_SHOWN = 20;
  private static final int MAX_SHOWN_CHARACTERS = 300;

  private final FeatureSet from;
  private final FeatureSet to;
  private final boolean fitted;
  private final ColumnsDifference columns;
  private final List<JsonDifference.Change> definition;
  private final List<LearnedDifference> learned;

  /** What a model made for vectors of the one may do with vectors of the other. */
  public enum Verdict {
    /** Every order has the same vector. */
    SAME("every order has the same vector"),
    /** The columns are the same, what stands in them may not be. */
    OTHER_SEMANTICS("the columns are the same, what stands in them may differ: train anew"),
    /** The columns differ. */
    INCOMPATIBLE("the columns differ: a model made for one must not see vectors of the other");

    private final String meaning;

    Verdict(String meaning) {
      this.meaning = meaning;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  private FeatureSetDifference(FeatureSet from, FeatureSet to, boolean fitted) {
    this.from = from;
    this.to = to;
    this.fitted = fitted;
    this.columns = ColumnsDifference.between(from.columns(), to.columns());
    this.definition = JsonDifference.between(tree(from), tree(to));
    this.learned = LearnedDifference.between(from.state(), to.state());
  }

  private static Json tree(FeatureSet features) {
    return LimitedJson.read("definition", features.definition().written());
  }

  public static FeatureSetDifference between(FeatureSet from, FeatureSet to) {
    return new FeatureSetDifference(from, to, true);
  }

  /** Of definitions alone: what fitting adds to their columns takes no part. */
  public static FeatureSetDifference between(FeatureDefinition from, FeatureDefinition to) {
    return new FeatureSetDifference(new Fitter(from).finish(), new Fitter(to).finish(), false);
  }

  public Verdict verdict() {
    if (!from.schemaFingerprint().equals(to.schemaFingerprint())) {
      return Verdict.INCOMPATIBLE;
    }
    return from.fittedSemantics().equals(to.fittedSemantics())
        ? Verdict.SAME
        : Verdict.OTHER_SEMANTICS;
  }

  /** For people, as lines; long lists are cut. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    List<String> changedColumns = new ArrayList<>();
    columns.added().forEach(column -> changedColumns.add("+ " + column));
    columns.removed().forEach(column -> changedColumns.add("- " + column));
    columns
        .moved()
        .forEach(m -> changedColumns.add(m.column() + ": moved " + m.from() + " -> " + m.to()));
    section(lines, "columns", changedColumns);
    section(lines, "definition", texts(definition));
    List<String> relearned = new ArrayList<>();
    for (LearnedDifference feature : learned) {
      List<String> parts = new ArrayList<>();
      feature.added().forEach(category -> parts.add("+ " + category));
      feature.removed().forEach(category -> parts.add("- " + category));
      if (feature.recounted() > 0) {
        parts.add("other counts of " + feature.recounted() + " categories");
      }
      parts.addAll(texts(feature.changed()));
      relearned.add(feature.feature() + ": " + String.join(", ", cut(parts)));
    }
    section(lines, "learned", relearned);
    section(lines, "data", changedData());
    if (!fitted) {
      lines.add("verdict    " + verdict().label() + ", as far as it is known before fitting");
      return lines;
    }
    lines.add("schema     " + from.schemaFingerprint() + " -> " + to.schemaFingerprint());
    lines.add("semantics  " + from.fittedSemantics() + " -> " + to.fittedSemantics());
    lines.add("verdict    " + verdict().label() + ": " + verdict().meaning);
    return lines;
  }

  /** Of the libraries that fitted: time zone rules and the like. */
  private List<String> changedData() {
    List<String> lines = new ArrayList<>();
    for (String version : from.fittedWith()) {
      if (!to.fittedWith().contains(version)) {
        lines.add("- " + version);
      }
    }
    for (String version : to.fittedWith()) {
      if (!from.fittedWith().contains(version)) {
        lines.add("+ " + version);
      }
    }
    return lines;
  }

  private static void section(List<String> lines, String title, List<String> texts) {
    if (!texts.isEmpty()) {
      lines.add(title);
      cut(texts).forEach(text -> lines.add("  " + Texts.escaped(text)));
    }
  }

  private static List<String> texts(List<JsonDifference.Change> changes) {
    return changes.stream()
        .map(Object::toString)
        .map(text -> Ellipsis.shorten(text, MAX_SHOWN_CHARACTERS))
        .toList();
  }

  private static List<String> cut(List<String> texts) {
    if (texts.size() <= MAX_SHOWN) {
      return texts;
    }
    List<String> first = new ArrayList<>(texts.subList(0, MAX_SHOWN));
    first.add("... and " + (texts.size() - MAX_SHOWN) + " more");
    return first;
  }

  /** The whole difference as one JSON object. */
  public String toJson() {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("verdict", Json.text(verdict().label()));
    if (fitted) {
      fields.put("schema", pair(from.schemaFingerprint(), to.schemaFingerprint()));
      fields.put("semantics", pair(from.fittedSemantics(), to.fittedSemantics()));
    }
    fields.put("columns", columns.json());
    fields.put(
        "definition",
        new Json.Arr("$", definition.stream().map(JsonDifference.Change::json).toList()));
    fields.put(
        "learned", new Json.Arr("$", learned.stream().map(LearnedDifference::json).toList()));
    fields.put("data", Json.texts(changedData()));
    return Texts.escaped(Json.object(fields).compact());
  }

  private static Json pair(String first, String second) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("from", Json.text(first));
    fields.put("to", Json.text(second));
    return Json.object(fields);
  }
}
