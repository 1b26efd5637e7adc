package io.tandem.inferenceserver;

/**
 * Reads the parts of a structured header value (RFC 9110, section 5.6) from left to right. Nothing
 * here throws on hostile text: what is not there reads as empty or false. Not thread-safe.
 */
final class HeaderScanner {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private final String text;
  private int position;

  HeaderScanner(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return position == text.length();
  }

  void skipWhitespace() {
    while (position < text.length()
        && (text.charAt(position) == ' ' || text.charAt(position) == '\t')) {
      position++;
    }
  }

  boolean skip(char expected) {
    if (position < text.length() && text.charAt(position) == expected) {
      position++;
      return true;
    }
    return false;
  }

  /** Empty when no token starts here. */
  String token() {
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

  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isTokenCharacter(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  static boolean isTokenCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || TOKEN_MARKS.indexOf(c) >= 0;
  }
}
