package io.tandem.inferenceserver.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The path of a route, such as {@code /models/{name}/invoke}: a segment in braces is a variable,
 * which any segment but an empty one matches; all others match themselves.
 */
final class PathTemplate {
  private final String text;
  private final List<String> segments;

  private PathTemplate(String text, List<String> segments) {
    this.text = text;
    this.segments = segments;
  }

  /**
   * @throws IllegalArgumentException when it does not begin with a slash, names a variable twice,
   *     or has braces around no name or around a part of a segment
   */
  static PathTemplate of(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException(text + " does not begin with /");
    }
    List<String> segments = List.of(text.substring(1).split("/", -1));
    List<String> variables = segments.stream().filter(PathTemplate::isVariable).toList();
    if (variables.stream().distinct().count() < variables.size()) {
      throw new IllegalArgumentException(text + " names a variable twice");
    }
    if (segments.stream().anyMatch(part -> !isVariable(part) && part.matches(".*[{}].*"))) {
      throw new IllegalArgumentException(text + " has braces that make no variable");
    }
    return new PathTemplate(text, segments);
  }

  private static boolean isVariable(String segment) {
    return segment.length() > 2 && segment.startsWith("{") && segment.endsWith("}");
  }

  /** Whether only its own text matches. */
  boolean isFixed() {
    return segments.stream().noneMatch(PathTemplate::isVariable);
  }

  /** The variables of the path by name; null when it does not match. */
  @Nullable Map<String, String> match(String path) {
    List<String> found = new ArrayList<>(segments.size());
    int begin = 1;
    for (int end; begin <= path.length(); begin = end + 1) {
      end = path.indexOf('/', begin);
      end = end < 0 ? path.length() : end;
      found.add(path.substring(begin, end));
    }
    if (!path.startsWith("/") || found.size() != segments.size()) {
      return null;
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (isVariable(segment) && !found.get(i).isEmpty()) {
        variables.put(segment.substring(1, segment.length() - 1), found.get(i));
      } else if (!segment.equals(found.get(i))) {
        return null;
      }
    }
    return variables;
  }

  /** Templates of the same shape match the same paths. */
  String shape() {
    return segments.stream()
        .map(segment -> isVariable(segment) ? "{}" : segment)
        .collect(Collectors.joining("/", "/", ""));
  }

  @Override
  public String toString() {
    return text;
  }
}
