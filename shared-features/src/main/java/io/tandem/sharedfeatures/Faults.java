package io.tandem.sharedfeatures;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/**
 * Words for what a JSON parser refuses. The parser's own messages quote the input; these do not.
 */
final class Faults {
  private Faults() {}

  static String describe(JacksonException fault) {
    return what(fault) + where(fault);
  }

  private static String what(JacksonException fault) {
    if (fault instanceof StreamConstraintsException) {
      return "exceeds a limit (depth "
          + Limits.DEPTH
          + ", text "
          + Limits.SKIPPED_TEXT
          + " characters, field name "
          + Limits.NAME
          + ", number "
          + Limits.NUMBER
          + ")";
    }
    if (fault instanceof UnexpectedEndOfInputException) {
      return "ends before the JSON value is complete";
    }
    // The parser has no type of its own for this fault; a test holds on to its wording.
    String message = fault.getOriginalMessage();
    if (message != null && message.startsWith("Duplicate")) {
      return "has the same field twice";
    }
    return "is not valid JSON";
  }

  private static String where(JacksonException fault) {
    var location = fault.getLocation();
    return location == null || location.getLineNr() < 1
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  /** The kind of value, never the value. */
  static String found(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      default -> "null";
    };
  }
}
