package io.tandem.sharedfeatures.difference;

import io.tandem.sharedfeatures.text.Texts;
import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one feature has learned otherwise.
 *
 * @param added categories of its vocabulary that only the second has
 * @param removed those that only the first has
 * @param recounted how many of the others occurred more or less often
 * @param changed everything else, numbers mostly
 */
record LearnedDifference(
    String feature,
    List<String> added,
    List<String> removed,
    int recounted,
    List<JsonDifference.Change> changed) {
  private static final String VOCABULARY = "vocabulary";

  /** What a target mean has: of each text the counts in each fold, and of all records. */
  private static final String RATES = "rates";

  private static final String TOTAL = "total";

  LearnedDifference {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
  }

  /** By feature, of those that both definitions have and that have learned otherwise. */
  static List<LearnedDifference> between(Json from, Json to) {
    List<LearnedDifference> differences = new ArrayList<>();
    Map<String, Json> before = from instanceof Json.Obj object ? object.fields() : Map.of();
    Map<String, Json> after = to instanceof Json.Obj object ? object.fields() : Map.of();
    for (Map.Entry<String, Json> entry : before.entrySet()) {
      Json other = after.get(entry.getKey());
      if (other != null && !entry.getValue().canonical().equals(other.canonical())) {
        differences.add(of(entry.getKey(), entry.getValue(), other));
      }
    }
    return differences;
  }

  private static LearnedDifference of(String feature, Json from, Json to) {
    Map<String, Json> before = vocabulary(from);
    Map<String, Json> after = vocabulary(to);
    int recounted = 0;
    for (Map.Entry<String, Json> entry : before.entrySet()) {
      Json other = after.get(entry.getKey());
      if (other != null && !entry.getValue().canonical().equals(other.canonical())) {
        recounted++;
      }
    }
    return new LearnedDifference(
        feature,
        without(after, before),
        without(before, after),
        recounted,
        JsonDifference.between(withoutVocabulary(from), withoutVocabulary(to)));
  }

  private static List<String> without(Map<String, Json> some, Map<String, Json> others) {
    TreeSet<String> rest = new TreeSet<>(Texts.UTF8_ORDER);
    rest.addAll(some.keySet());
    rest.removeAll(others.keySet());
    return List.copyOf(rest);
  }

  /** Pairs of a text and how often it occurred, by text; empty when there is none. */
  private static Map<String, Json> vocabulary(Json learned) {
    Map<String, Json> counts = new TreeMap<>(Texts.UTF8_ORDER);
    if (member(learned) instanceof Json.Arr pairs) {
      for (Json pair : pairs.items()) {
        if (pair instanceof Json.Arr two
            && two.items().size() == 2
            && two.items().get(0) instanceof Json.Text text) {
          counts.put(text.value(), two.items().get(1));
        }
      }
    }
    return counts;
  }

  private static @Nullable Json member(Json learned) {
    return learned instanceof Json.Obj object
        ? object.fields().getOrDefault(VOCABULARY, object.fields().get(RATES))
        : null;
  }

  private static Json withoutVocabulary(Json learned) {
    if (!(learned instanceof Json.Obj object)) {
      return learned;
    }
    Map<String, Json> rest = new TreeMap<>(object.fields());
    rest.remove(VOCABULARY);
    if (rest.remove(RATES) != null && rest.remove(TOTAL) instanceof Json.Arr counts) {
      double records = sum(counts, 0);
      rest.put("records", Json.num(records));
      rest.put("rate of all", Json.num(records == 0 ? 0 : sum(counts, 1) / records));
    }
    return Json.object(rest);
  }

  /** Of a target mean's records, and of those whose label is 1, in each fold, by turns. */
  private static double sum(Json.Arr counts, int first) {
    double sum = 0;
    for (int i = first; i < counts.items().size(); i += 2) {
      sum += counts.items().get(i) instanceof Json.Num count ? count.value() : 0;
    }
    return sum;
  }

  Json json() {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("feature", Json.text(feature));
    fields.put("added", Json.texts(added));
    fields.put("removed", Json.texts(removed));
    fields.put("recounted", Json.num(recounted));
    fields.put(
        "changed", new Json.Arr("$", changed.stream().map(JsonDifference.Change::json).toList()));
    return Json.object(fields);
  }
}
