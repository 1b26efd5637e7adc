package io.tandem.evaluation;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a value lies in a JSON object: {@code $.a.b}. No indexes, no wildcards.
 *
 * @param names from the outermost object inwards, at least one
 */
record FieldPath(List<String> names) {
  private static final Pattern FORM = Pattern.compile("\\$(\\.[A-Za-z_][A-Za-z0-9_-]*)+");

  FieldPath {
    names = List.copyOf(names);
  }

  /**
   * @throws EvaluationException when the text is of another form
   */
  static FieldPath parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new EvaluationException(text + " is not a path; expected the form $.outcome.paid");
    }
    return new FieldPath(List.of(text.substring(2).split("\\.", -1)));
  }

  @Override
  public String toString() {
    return "$." + String.join(".", names);
  }
}
