package io.tandem.localaws.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A filter of terms, as the service has it for logs that are not structured: {@code a "b c"} wants
 * all of them, {@code ?a ?b} one of them, {@code -a} none. Upper and lower case are not the same.
 */
record TermPattern(List<String> all, List<String> any, List<String> none) {
  private static final Pattern TERM =
      Pattern.compile("\\s*([?-]?)(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([\\p{L}\\p{N}_]++))(?=\\s|$)");

  /** Empty when it asks for more than terms. */
  static Optional<TermPattern> of(String text) {
    List<String> all = new ArrayList<>();
    List<String> any = new ArrayList<>();
    List<String> none = new ArrayList<>();
    String pattern = text.strip();
    Matcher term = TERM.matcher(pattern);
    int end = 0;
    while (end < pattern.length()) {
      if (!term.find(end) || term.start() != end) {
        return Optional.empty();
      }
      String quoted = term.group(2);
      String value = quoted == null ? term.group(3) : quoted.replaceAll("\\\\(.)", "$1");
      switch (term.group(1)) {
        case "?" -> any.add(value);
        case "-" -> none.add(value);
        default -> all.add(value);
      }
      end = term.end();
    }
    // The service ignores the terms with a question mark then, which nobody means.
    boolean mixed = !any.isEmpty() && !(all.isEmpty() && none.isEmpty());
    return mixed ? Optional.empty() : Optional.of(new TermPattern(all, any, none));
  }

  boolean matches(String message) {
    return all.stream().allMatch(message::contains)
        && none.stream().noneMatch(message::contains)
        && (any.isEmpty() || any.stream().anyMatch(message::contains));
  }
}
