package io.tandem.strictjson;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/** Words for what a JSON parser refuses. The parser's own messages quote the input. */
public final class JsonErrorText {
  private JsonErrorText() {}

  /** What is wrong, and where if the parser says so. */
  public static String describe(JacksonException fault, JsonLimits limits) {
    return what(fault, limits) + at(fault.getLocation());
  }

  /** What is wrong, without the place. */
  public static String what(JacksonException fault, JsonLimits limits) {
    // The parser has one type for these faults; a test holds on to its wordings.
    String message = String.valueOf(fault.getOriginalMessage());
    if (fault instanceof StreamConstraintsException) {
      return exceeded(message, limits);
    }
    if (fault instanceof UnexpectedEndOfInputException) {
      return "ends before the JSON value is complete";
    }
    if (message.startsWith("Non-standard token")) {
      return "has NaN or Infinity, which JSON has not: write null for what is missing";
    }
    return message.startsWith("Duplicate") ? "has the same field twice" : "is not valid JSON";
  }

  private static String exceeded(String message, JsonLimits limits) {
    if (message.startsWith("Document nesting depth")) {
      return "is nested deeper than " + limits.depth() + " levels";
    }
    if (message.startsWith("Name length")) {
      return "has a field name of more than " + limits.name() + " characters";
    }
    if (message.startsWith("Number")) {
      return "has a number of more than " + limits.number() + " characters";
    }
    if (message.startsWith("String value length")) {
      return "has a text of more than " + limits.text() + " characters";
    }
    return "exceeds a limit";
  }

  /**
   * The end of a sentence; empty when the place is not known. Of the first line only the column is
   * named: a line of JSON Lines has a number of its own in its file.
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
