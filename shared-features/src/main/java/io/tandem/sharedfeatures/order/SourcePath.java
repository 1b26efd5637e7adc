package io.tandem.sharedfeatures.order;

import io.tandem.sharedfeatures.fault.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a source stands in a record: {@code $.order.amount}, or {@code $.shopping_cart[*].price}
 * for one field of every element of an array. A subset of JSONPath (RFC 9535): field names after
 * dots and at most one {@code [*]}.
 *
 * @param steps field names; {@link #EACH} stands for the array's elements
 */
public record SourcePath(List<String> steps) {
  public static final String EACH = "[*]";

  public SourcePath {
    steps = List.copyOf(steps);
  }

  /** Empty when the text is not such a path. */
  public static Optional<SourcePath> parse(String text) {
    if (!text.startsWith("$")) {
      return Optional.empty();
    }
    List<String> steps = new ArrayList<>();
    int at = 1;
    while (at < text.length()) {
      if (text.startsWith(EACH, at)) {
        steps.add(EACH);
        at += EACH.length();
      } else if (text.charAt(at) == '.') {
        int end = at + 1;
        while (end < text.length() && ".[]".indexOf(text.charAt(end)) < 0) {
          end++;
        }
        if (end == at + 1) {
          return Optional.empty();
        }
        steps.add(text.substring(at + 1, end));
        at = end;
      } else {
        return Optional.empty();
      }
    }
    boolean nestedArrays = steps.indexOf(EACH) != steps.lastIndexOf(EACH);
    return nestedArrays || steps.size() > Limits.DEPTH
        ? Optional.empty()
        : Optional.of(new SourcePath(steps));
  }

  /** This path below another one. */
  public SourcePath below(SourcePath parent) {
    List<String> all = new ArrayList<>(parent.steps);
    all.addAll(steps);
    return new SourcePath(all);
  }

  // Written out, since the JVM generates a record's own at run time: a tenth of reading a
  // definition.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SourcePath path && steps.equals(path.steps);
  }

  @Override
  public int hashCode() {
    return steps.hashCode();
  }

  public boolean isEach() {
    return steps.contains(EACH);
  }

  /** The path of the array whose elements this path reads. */
  public SourcePath array() {
    return new SourcePath(steps.subList(0, steps.indexOf(EACH)));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("$");
    for (String step : steps) {
      text.append(step.equals(EACH) ? "" : ".").append(step);
    }
    return text.toString();
  }
}
