package io.tandem.inferenceserver.log;

import tools.jackson.core.io.JsonStringEncoder;

/** Writes flat JSON objects of strings and numbers: error bodies and log lines. Not thread-safe. */
public final class JsonObjectWriter {
  private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

  private final StringBuilder text = new StringBuilder(128).append('{');

  public JsonObjectWriter put(String name, CharSequence value) {
    name(name).append('"');
    ENCODER.quoteAsString(value, text);
    text.append('"');
    return this;
  }

  /** A value that is JSON already. */
  public JsonObjectWriter putRaw(String name, String json) {
    name(name).append(json);
    return this;
  }

  public JsonObjectWriter put(String name, long value) {
    name(name).append(value);
    return this;
  }

  private StringBuilder name(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    return text.append('"').append(name).append("\":");
  }

  /** Closes the object; to be called once. */
  public String end() {
    return text.append('}').toString();
  }
}
