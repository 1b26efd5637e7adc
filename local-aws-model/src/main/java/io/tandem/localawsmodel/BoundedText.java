package io.tandem.localawsmodel;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text that ends a match which goes back too often. Not for several threads. */
public final class BoundedText implements CharSequence {
  /** Far more than any right text takes: the longest that a shape allows has 100 000 characters. */
  static final int MOST_READS = 4_000_000;

  private final String text;
  private int readsLeft = MOST_READS;

  private BoundedText(String text) {
    this.text = text;
  }

  /** Whether the whole text matches; one that takes too long does not. */
  static boolean matches(Pattern pattern, String text) {
    try {
      return pattern.matcher(new BoundedText(text)).matches();
    } catch (TooManyReadsException e) {
      return false;
    }
  }

  /** The first match in the text; none when looking for it takes too long. */
  public static Optional<MatchResult> find(Pattern pattern, String text) {
    try {
      Matcher found = pattern.matcher(new BoundedText(text));
      return found.find() ? Optional.of(found.toMatchResult()) : Optional.empty();
    } catch (TooManyReadsException e) {
      return Optional.empty();
    }
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    if (readsLeft-- == 0) {
      throw new TooManyReadsException();
    }
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }

  private static final class TooManyReadsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyReadsException() {
      super("a match went back too often", null, false, false);
    }
  }
}
