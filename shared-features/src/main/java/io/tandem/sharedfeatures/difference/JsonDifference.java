package io.tandem.sharedfeatures.difference;

import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What differs between two JSON trees, each difference as deep in them as possible. */
final class JsonDifference {
  private final List<Change> changes = new ArrayList<>();

  /**
   * @param place without the leading {@code $.}: {@code features.country.encode.one-hot.top}
   * @param from null when it was added
   * @param to null when it was removed
   */
  record Change(String place, @Nullable Json from, @Nullable Json to) {
    Json json() {
      Map<String, Json> fields = new LinkedHashMap<>();
      fields.put("place", Json.text(place));
      fields.put("from", from == null ? new Json.Null("$") : from);
      fields.put("to", to == null ? new Json.Null("$") : to);
      return Json.object(fields);
    }

    @Override
    public String toString() {
      if (from == null) {
        return place + ": added" + shown(" ", to);
      }
      return to == null ? place + ": removed" : place + ":" + shown(" ", from) + shown(" -> ", to);
    }

    private static String shown(String before, @Nullable Json json) {
      return json == null ? "" : before + json.compact();
    }
  }

  private JsonDifference() {}

  static List<Change> between(Json from, Json to) {
    JsonDifference difference = new JsonDifference();
    difference.compare("", from, to);
    return difference.changes;
  }

  private void compare(String place, @Nullable Json from, @Nullable Json to) {
    if (from != null && to != null) {
      if (from.canonical().equals(to.canonical())) {
        return;
      }
      if (from instanceof Json.Obj before && to instanceof Json.Obj after) {
        fields(place, before.fields(), after.fields());
        return;
      }
      Map<String, Json> before = named(from);
      Map<String, Json> after = named(to);
      if (!before.isEmpty() && !after.isEmpty()) {
        fields(place, before, after);
        order(place, before, after);
        return;
      }
    }
    changes.add(new Change(place, from, to));
  }

  private void fields(String place, Map<String, Json> from, Map<String, Json> to) {
    Set<String> names = new LinkedHashSet<>(from.keySet());
    names.addAll(to.keySet());
    for (String name : names) {
      compare(place.isEmpty() ? name : place + "." + name, from.get(name), to.get(name));
    }
  }

  /** The order of features is the order of columns. */
  private void order(String place, Map<String, Json> from, Map<String, Json> to) {
    Json before = Json.texts(from.keySet().stream().filter(to::containsKey).toList());
    Json after = Json.texts(to.keySet().stream().filter(from::containsKey).toList());
    if (!before.canonical().equals(after.canonical())) {
      changes.add(new Change(place + " (order)", before, after));
    }
  }

  /** The items of an array by their names; empty when they have none, or not each its own. */
  private static Map<String, Json> named(Json json) {
    Map<String, Json> items = new LinkedHashMap<>();
    if (json instanceof Json.Arr array) {
      for (Json item : array.items()) {
        if (!(item instanceof Json.Obj object)
            || !(object.fields().get("name") instanceof Json.Text name)
            || items.put(name.value(), item) != null) {
          return Map.of();
        }
      }
    }
    return items;
  }
}
