package io.tandem.inferenceserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
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

  /**
   * The variables of the path by name, percent-decoded; null when it does not match.
   *
   * @param path as it was sent: a slash within a variable is {@code %2F}
   */
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
        @Nullable String value = decoded(found.get(i));
        if (value == null) {
          return null;
        }
        variables.put(segment.substring(1, segment.length() - 1), value);
      } else if (!segment.equals(found.get(i))) {
        return null;
      }
    }
    return variables;
  }

  /** Null when it is no percent-encoded UTF-8. */
  private static @Nullable String decoded(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
    try {
      for (int i = 0; i < segment.length(); i++) {
        if (segment.charAt(i) != '%') {
          bytes.write(segment.charAt(i));
        } else {
          bytes.write(HexFormat.fromHexDigits(segment, i + 1, i + 3));
          i += 2;
        }
      }
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
    } catch (IllegalArgumentException | IndexOutOfBoundsException | CharacterCodingException e) {
      return null;
    }
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
