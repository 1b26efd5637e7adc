package io.tandem.inferenceserver.negotiation;

import io.tandem.inferenceserver.header.HeaderScanner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code Accept} header of RFC 9110, section 12.5.1. Parameters other than {@code q} are
 * ignored: callers add a charset, and what is offered has no variants.
 */
final class AcceptHeader {
  private static final int FULL = 1000;
  private static final int MALFORMED = -1;

  /** More ranges than any client sends; the rest of a longer list counts as malformed. */
  private static final int MAX_RANGES = 64;

  /**
   * @param pattern {@code a/b}, {@code a/*} or {@code *}{@code /*}, lower-case
   * @param quality in thousandths
   */
  private record Range(String pattern, int quality) {
    int specificity() {
      return pattern.equals("*/*") ? 0 : pattern.endsWith("/*") ? 1 : 2;
    }

    boolean matches(String name) {
      return switch (specificity()) {
        case 0 -> true;
        case 1 -> name.startsWith(pattern.substring(0, pattern.length() - 1));
        default -> name.equals(pattern);
      };
    }
  }

  private final List<Range> ranges;

  private AcceptHeader(List<Range> ranges) {
    this.ranges = ranges;
  }

  /** Empty when the text is malformed. An empty text accepts anything. */
  static Optional<AcceptHeader> parse(String text) {
    List<Range> ranges = new ArrayList<>(4);
    HeaderScanner scanner = new HeaderScanner(text);
    do {
      scanner.skipWhitespace();
      String type = scanner.token();
      if (!type.isEmpty() && !readRange(scanner, type, ranges)) {
        return Optional.empty();
      }
      scanner.skipWhitespace();
    } while (scanner.skip(',') && ranges.size() <= MAX_RANGES);
    return scanner.atEnd() ? Optional.of(new AcceptHeader(ranges)) : Optional.empty();
  }

  private static boolean readRange(HeaderScanner scanner, String type, List<Range> ranges) {
    // The JDK's URLConnection sends a lone * for anything.
    String subtype = scanner.skip('/') ? scanner.token() : type.equals("*") ? "*" : "";
    if (subtype.isEmpty() || (type.equals("*") && !subtype.equals("*"))) {
      return false;
    }
    Map<String, String> parameters = new LinkedHashMap<>(2);
    if (!scanner.parameters(parameters, true)) {
      return false;
    }
    int quality = quality(parameters.getOrDefault("q", "1"));
    ranges.add(new Range((type + "/" + subtype).toLowerCase(Locale.ROOT), quality));
    return quality != MALFORMED;
  }

  /** {@code 0.25} is 250. A missing leading zero is read too: old Java clients send {@code .2}. */
  private static int quality(String text) {
    int point = text.indexOf('.');
    String whole = point < 0 ? text : text.substring(0, point);
    String fraction = point < 0 ? "" : text.substring(point + 1);
    if (fraction.length() > 3 || !(whole + fraction).chars().allMatch(c -> c >= '0' && c <= '9')) {
      return MALFORMED;
    }
    if (whole.length() > 1 || (whole.isEmpty() && fraction.isEmpty())) {
      return MALFORMED;
    }
    int quality = Integer.parseInt("0" + whole) * FULL;
    quality += Integer.parseInt((fraction + "000").substring(0, 3));
    return quality <= FULL ? quality : MALFORMED;
  }

  /**
   * The offer with the highest quality; between equals, the one named more closely, then the one
   * named earlier by the caller, then the one offered earlier. Empty when none is acceptable.
   *
   * @param offers the preferred one first
   */
  Optional<String> choose(List<String> offers) {
    if (ranges.isEmpty()) {
      return Optional.of(offers.getFirst());
    }
    String best = "";
    long bestRank = 0;
    for (String offer : offers) {
      long rank = rank(offer);
      if (rank > bestRank) {
        best = offer;
        bestRank = rank;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /** 0 when not acceptable. The most specific range that matches decides. */
  private long rank(String offer) {
    int deciding = -1;
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      if (range.matches(offer)
          && (deciding < 0 || range.specificity() > ranges.get(deciding).specificity())) {
        deciding = i;
      }
    }
    if (deciding < 0 || ranges.get(deciding).quality() == 0) {
      return 0;
    }
    Range range = ranges.get(deciding);
    return (range.quality() * 4L + range.specificity()) * 2 * MAX_RANGES
        + (2 * MAX_RANGES - 1 - deciding);
  }
}
