package io.tandem.modelcontainer.engine;

import java.util.List;

/** The names of a model's columns. */
public final class ColumnNames {
  private ColumnNames() {}

  /**
   * The names, or none where they only count: frameworks name columns that have no name {@code
   * Column_0}, {@code f0} or {@code 0}, and so on.
   */
  public static List<String> unlessCounted(List<String> names) {
    if (names.isEmpty() || !names.getFirst().endsWith("0")) {
      return names;
    }
    String first = names.getFirst();
    String prefix = first.substring(0, first.length() - 1);
    for (int i = 1; i < names.size(); i++) {
      if (!names.get(i).equals(prefix + i)) {
        return names;
      }
    }
    return List.of();
  }
}
