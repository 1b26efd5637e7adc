package io.tandem.evaluation.definition;

import java.util.List;
import java.util.stream.Collectors;

/** Where a value lies in a row. */
public sealed interface Field {
  /**
   * In JSON, one value: {@code $.a.b}, {@code $.list[0].b}, {@code $['a.b']}.
   *
   * @param steps from the outermost object or array inwards, at least one
   */
  record Path(List<Step> steps) implements Field {
    public Path {
      steps = List.copyOf(steps);
    }

    /** Of names alone. */
    static Path of(String... names) {
      return new Path(List.of(names).stream().<Step>map(Name::new).toList());
    }

    @Override
    public String toString() {
      return steps.stream().map(Step::toString).collect(Collectors.joining("", "$", ""));
    }
  }

  /** From a JSON value to one that it holds. */
  sealed interface Step {}

  /** Of an object. */
  record Name(String name) implements Step {
    @Override
    public String toString() {
      return PathParser.isPlain(name)
          ? "." + name
          : "['" + name.replace("\\", "\\\\").replace("'", "\\'") + "']";
    }
  }

  /**
   * Of an array.
   *
   * @param index from 0
   */
  record Index(int index) implements Step {
    @Override
    public String toString() {
      return "[" + index + "]";
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

  /**
   * @throws EvaluationException saying what was expected, when the text is of none of the forms
   *     {@code $.a[0].b}, {@code 3}, {@code name}
   */
  static Field parse(String text) {
    if (text.startsWith("$")) {
      return PathParser.parse(text);
    }
    if (text.matches("[1-9][0-9]{0,3}")) {
      return new Column(Integer.parseInt(text));
    }
    if (text.length() > 100 || text.matches("[0-9].*")) {
      throw new EvaluationException(
          "expected a path such as $.a.b, the number or the name of a column");
    }
    return new NamedColumn(text);
  }
}
