package io.tandem.sharedfeatures.json;

import io.tandem.sharedfeatures.fault.Limits;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/**
 * Words for what a JSON parser refuses. The parser's own messages quote the input; these do not.
 */
public final class Faults {
  private Faults() {}

  /** What, and where if the parser says so. */
  static String describe(JacksonException fault) {
    return what(fault) + at(fault.getLocation());
  }

  /** What is wrong, without the place. */
  public static String what(JacksonException fault) {
    // The parser has one type for these faults; a test holds on to its wordings.
    String message = String.valueOf(fault.getOriginalMessage());
    if (fault instanceof StreamConstraintsException) {
      return limit(message);
    }
    if (fault instanceof UnexpectedEndOfInputException) {
      return "ends before the JSON value is complete";
    }
    if (message.startsWith("Non-standard token")) {
      return "has NaN or Infinity, which JSON has not: write null for what is missing";
    }
    return message.startsWith("Duplicate") ? "has the same field twice" : "is not valid JSON";
  }

  private static String limit(String message) {
    if (message.startsWith("Document nesting depth")) {
      return "is nested deeper than " + Limits.DEPTH + " levels";
    }
    if (message.startsWith("Name length")) {
      return "has a field name of more than " + Limits.NAME + " characters";
    }
    if (message.startsWith("Number")) {
      return "has a number of more than " + Limits.NUMBER + " characters";
    }
    if (message.startsWith("String value length")) {
      return "has a text of more than " + Limits.SKIPPED_TEXT + " characters";
    }
    return "exceeds a limit";
  }

  /**
   * For the end of a sentence; empty when the place is not known. In the first line the column says
   * it all: a line of JSON Lines has a number of its own in the file.
   */
  public static String at(@Nullable TokenStreamLocation location) {
    if (location == null || location.getLineNr() < 1) {
      return "";
    }
    String line = location.getLineNr() == 1 ? "" : "line " + location.getLineNr() + ", ";
    return " at " + line + "column " + location.getColumnNr();
  }

  /** The kind of value, never the value. */
  public static String found(JsonToken token) {
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
