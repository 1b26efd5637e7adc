package io.tandem.sharedfeatures.difference;

import io.tandem.strictjson.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What differs between two lists of columns.
 *
 * @param moved as few columns as have to change their place among those that both have
 */
record ColumnsDifference(List<String> added, List<String> removed, List<Moved> moved) {
  ColumnsDifference {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    moved = List.copyOf(moved);
  }

  /**
   * @param from its position, from 0
   */
  record Moved(String column, int from, int to) {
    Json json() {
      Map<String, Json> fields = new LinkedHashMap<>();
      fields.put("column", Json.text(column));
      fields.put("from", Json.num(from));
      fields.put("to", Json.num(to));
      return Json.object(fields);
    }
  }

  static ColumnsDifference between(List<String> from, List<String> to) {
    Map<String, Integer> before = positions(from);
    Map<String, Integer> after = positions(to);
    List<String> common = to.stream().filter(before::containsKey).toList();
    Set<Integer> kept = longestRise(common.stream().mapToInt(before::get).toArray());
    List<Moved> moved = new ArrayList<>();
    for (int i = 0; i < common.size(); i++) {
      if (!kept.contains(i)) {
        String column = common.get(i);
        moved.add(new Moved(column, before.getOrDefault(column, 0), after.getOrDefault(column, 0)));
      }
    }
    return new ColumnsDifference(
        to.stream().filter(column -> !before.containsKey(column)).toList(),
        from.stream().filter(column -> !after.containsKey(column)).toList(),
        moved);
  }

  private static Map<String, Integer> positions(List<String> names) {
    Map<String, Integer> positions = new HashMap<>();
    for (String name : names) {
      positions.put(name, positions.size());
    }
    return positions;
  }

  /** The indices of a longest rising subsequence; the values are all different. */
  private static Set<Integer> longestRise(int[] values) {
    int[] lastOf = new int[values.length]; // by length - 1, the index of the smallest last value
    int[] previous = new int[values.length];
    int longest = 0;
    for (int i = 0; i < values.length; i++) {
      int value = values[i];
      int at = 0;
      int to = longest;
      while (at < to) {
        int middle = (at + to) >>> 1;
        if (values[lastOf[middle]] < value) {
          at = middle + 1;
        } else {
          to = middle;
        }
      }
      previous[i] = at == 0 ? -1 : lastOf[at - 1];
      lastOf[at] = i;
      longest = Math.max(longest, at + 1);
    }
    Set<Integer> rise = new HashSet<>();
    for (int i = longest == 0 ? -1 : lastOf[longest - 1]; i >= 0; i = previous[i]) {
      rise.add(i);
    }
    return rise;
  }

  Json json() {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("added", Json.texts(added));
    fields.put("removed", Json.texts(removed));
    fields.put("moved", new Json.Arr("$", moved.stream().map(Moved::json).toList()));
    return Json.object(fields);
  }
}
