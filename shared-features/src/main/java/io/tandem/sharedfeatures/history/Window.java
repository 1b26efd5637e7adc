package io.tandem.sharedfeatures.history;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far back from a moment something counts, its beginning included.
 *
 * @param name such as {@code 24h} or {@code 30d}
 * @param nanos its length in nanoseconds
 */
record Window(String name, long nanos) {
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,3})([hd])");
  private static final long HOUR = 3_600_000_000_000L;

  static final String EXPECTED = "hours or days, as 24h or 30d, at most 365d";

  static final long DAY = 24 * HOUR;

  static Window days(int count) {
    return new Window(count + "d", count * DAY);
  }

  /** Empty when the text is no window, or one of more than 365 days. */
  static Optional<Window> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long nanos = Integer.parseInt(matcher.group(1)) * (matcher.group(2).equals("h") ? HOUR : DAY);
    return nanos > 365 * DAY ? Optional.empty() : Optional.of(new Window(text, nanos));
  }
}
