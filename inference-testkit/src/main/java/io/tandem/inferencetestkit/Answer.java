package io.tandem.inferencetestkit;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A response as it came over the wire.
 *
 * @param headers by lower-case name; of a repeated one, the last
 */
@SuppressWarnings("ArrayRecordComponent") // compared by text
public record Answer(int status, Map<String, String> headers, byte[] body) {

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** For the message of a failed assertion. */
  @Override
  public String toString() {
    String text = text();
    return status + " " + headers + " " + text.substring(0, Math.min(200, text.length()));
  }
}
