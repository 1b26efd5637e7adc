package io.tandem.evaluation.rows;

import java.util.HashMap;
import java.util.Map;

/** Finds the row of an id in a file. Immutable. */
final class IdIndex {
  /** There is no row of this id. */
  static final int ABSENT = -1;

  /** There are several. */
  static final int DOUBLED = -2;

  /** The index of a file that is not there, or whose rows have no ids. */
  static final IdIndex EMPTY = new IdIndex(Map.of());

  private final Map<String, Integer> rows;

  private IdIndex(Map<String, Integer> rows) {
    this.rows = rows;
  }

  /** The index of a file whose rows have ids. */
  static IdIndex of(Table table) {
    Map<String, Integer> rows = HashMap.newHashMap(table.rows());
    for (int row = 0; row < table.rows(); row++) {
      rows.merge(table.id(row), row, (earlier, later) -> DOUBLED);
    }
    return new IdIndex(rows);
  }

  /** The row, {@link #ABSENT} or {@link #DOUBLED}. */
  int row(String id) {
    return rows.getOrDefault(id, ABSENT);
  }

  /** How many ids of one row the other file lacks. */
  int notIn(IdIndex other) {
    int only = 0;
    for (Map.Entry<String, Integer> entry : rows.entrySet()) {
      only += entry.getValue() != DOUBLED && !other.rows.containsKey(entry.getKey()) ? 1 : 0;
    }
    return only;
  }
}
