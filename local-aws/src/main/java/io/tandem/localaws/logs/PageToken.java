package io.tandem.localaws.logs;

import io.tandem.localaws.wire.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Where a page goes on: a number and a name. Of the pages of one stream there is only the number,
 * and the direction; clients compare these tokens.
 */
record PageToken(long number, String name) {
  static final String FORWARDS = "f/";
  static final String BACKWARDS = "b/";

  private static final Pattern IN_STREAM = Pattern.compile("[fb]/[0-9]{56}");

  /** As long as the service's. */
  static String inStream(String direction, long offset) {
    return direction + "%056d".formatted(offset);
  }

  /**
   * Where a page of a stream goes on.
   *
   * @param size of the file
   * @throws AwsException when it is no token of this stream
   */
  static long offset(String token, long size) {
    if (IN_STREAM.matcher(token).matches()) {
      String digits = token.substring(FORWARDS.length()).replaceFirst("^0+(?=.)", "");
      if (digits.length() < 19 && Long.parseLong(digits) <= size) {
        return Long.parseLong(digits);
      }
    }
    throw invalid();
  }

  String text() {
    byte[] text = (number + " " + name).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  /**
   * @throws AwsException when it is none
   */
  static PageToken of(String text) {
    try {
      var token = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int space = token.indexOf(' ');
      long number = space < 1 ? -1 : Long.parseLong(token.substring(0, space));
      if (number >= 0) {
        return new PageToken(number, token.substring(space + 1));
      }
    } catch (IllegalArgumentException e) {
      // Told below, as what has no number.
    }
    throw invalid();
  }

  private static AwsException invalid() {
    return AwsException.of("InvalidParameterException", "The specified nextToken is invalid.");
  }
}
