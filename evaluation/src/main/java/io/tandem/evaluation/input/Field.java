package io.tandem.evaluation.input;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a value lies in a row. */
public sealed interface Field {
  /**
   * In a JSON object: {@code $.a.b}. No indexes, no wildcards.
   *
   * @param names from the outermost object inwards, at least one
   */
  record Path(List<String> names) implements Field {
    private static final Pattern FORM = Pattern.compile("\\$(\\.[A-Za-z_][A-Za-z0-9_-]*)+");

    public Path {
      names = List.copyOf(names);
    }

    @Override
    public String toString() {
      return "$." + String.join(".", names);
    }
  }

  /**
   * In a CSV file without a header.
   *
   * @param number from 1
   */
  record Column(int number) implements Field {
    @Override
    public String toString() {
      return "column " + number;
    }
  }

  /** In a CSV file whose first line names its columns. */
  record NamedColumn(String name) implements Field {
    @Override
    public String toString() {
      return "column " + name;
    }
  }

  /** Empty when the text is of none of the forms {@code $.a.b}, {@code 3}, {@code name}. */
  static Optional<Field> parse(String text) {
    if (text.startsWith("$")) {
      return Path.FORM.matcher(text).matches()
          ? Optional.of(new Path(List.of(text.substring(2).split("\\.", -1))))
          : Optional.empty();
    }
    if (text.matches("[1-9][0-9]{0,3}")) {
      return Optional.of(new Column(Integer.parseInt(text)));
    }
    return text.isBlank() || text.length() > 100 || text.matches("[0-9].*")
        ? Optional.empty()
        : Optional.of(new NamedColumn(text));
  }
}
