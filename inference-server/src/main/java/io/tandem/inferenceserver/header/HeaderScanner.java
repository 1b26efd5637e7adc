package io.tandem.inferenceserver.header;

import java.util.Locale;
import java.util.Map;

/**
 * Reads the parts of a structured header value (RFC 9110, section 5.6) from left to right. Nothing
 * here throws on hostile text: what is not there reads as empty or false. Not thread-safe.
 */
public final class HeaderScanner {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private final String text;
  private int position;

  public HeaderScanner(String text) {
    this.text = text;
  }

  public boolean atEnd() {
    return position == text.length();
  }

  public void skipWhitespace() {
    while (position < text.length()
        && (text.charAt(position) == ' ' || text.charAt(position) == '\t')) {
      position++;
    }
  }

  public boolean skip(char expected) {
    if (position < text.length() && text.charAt(position) == expected) {
      position++;
      return true;
    }
    return false;
  }

  /** Empty when no token starts here. */
  public String token() {
    int start = position;
    while (position < text.length() && isTokenCharacter(text.charAt(position))) {
      position++;
    }
    return text.substring(start, position);
  }

  boolean atQuote() {
    return position < text.length() && text.charAt(position) == '"';
  }

  /**
   * Appends the unquoted text to {@code into}; false when the quoted string does not end or holds a
   * control character.
   */
  boolean quotedString(StringBuilder into) {
    position++;
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') {
        return true;
      }
      if (c == '\\') {
        if (atEnd()) {
          return false;
        }
        c = text.charAt(position++);
      }
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        return false;
      }
      into.append(c);
    }
    return false;
  }

  /**
   * Reads {@code ;name=value} as often as there are; false when one of them is malformed.
   *
   * @param bare whether {@code ;name} is well-formed too, as RFC 7231, section 5.3.2, had it for
   *     the extensions of {@code Accept}; such names are dropped
   */
  public boolean parameters(Map<String, String> into, boolean bare) {
    skipWhitespace();
    while (skip(';')) {
      skipWhitespace();
      String name = token().toLowerCase(Locale.ROOT);
      if (!name.isEmpty() && !value(name, into, bare)) {
        return false;
      }
      skipWhitespace();
    }
    return true;
  }

  private boolean value(String name, Map<String, String> into, boolean bare) {
    if (!skip('=')) {
      return bare && !name.equals("q");
    }
    StringBuilder value = new StringBuilder();
    if (atQuote()) {
      if (!quotedString(value)) {
        return false;
      }
    } else {
      String token = token();
      if (token.isEmpty()) {
        return false;
      }
      value.append(token);
    }
    return into.putIfAbsent(name, value.toString()) == null;
  }

  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isTokenCharacter(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  public static boolean isTokenCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || TOKEN_MARKS.indexOf(c) >= 0;
  }
}
