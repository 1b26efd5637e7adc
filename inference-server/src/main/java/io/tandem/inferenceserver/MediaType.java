package io.tandem.inferenceserver;

import io.tandem.inferenceserver.header.HeaderScanner;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A media type of RFC 9110, section 8.3.1.
 *
 * @param name type and subtype, lower-case: {@code text/csv}
 * @param parameters by lower-case name, in order of appearance, values unquoted
 */
public record MediaType(String name, Map<String, String> parameters) {
  public static final String CSV = "text/csv";
  public static final String JSON = "application/json";
  public static final String JSON_LINES = "application/jsonlines";
  public static final String NPY = "application/x-npy";

  /**
   * CSV rows that carry the {@link Fingerprints} of the feature set that made them as parameters.
   * Only Tandem's containers know it; to any other container a vector goes as plain {@link #CSV}.
   */
  public static final String VECTORS_CSV = "application/vnd.tandem.vectors+csv";

  /**
   * CSV rows with the label first, to train on. The body begins with a line of {@link
   * Fingerprints}: files that are made of such bodies keep no media type.
   */
  public static final String TRAINING_VECTORS_CSV = "application/vnd.tandem.training-vectors+csv";

  public MediaType {
    parameters =
        parameters.isEmpty()
            ? Map.of()
            : Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** Without parameters. */
  public static MediaType of(String name) {
    return new MediaType(name.toLowerCase(Locale.ROOT), Map.of());
  }

  /** Empty when the text is not a media type. */
  public static Optional<MediaType> parse(String text) {
    HeaderScanner scanner = new HeaderScanner(text);
    scanner.skipWhitespace();
    String type = scanner.token();
    if (type.isEmpty() || !scanner.skip('/')) {
      return Optional.empty();
    }
    String subtype = scanner.token();
    if (subtype.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new LinkedHashMap<>(2);
    if (!scanner.parameters(parameters, false) || !scanner.atEnd()) {
      return Optional.empty();
    }
    return Optional.of(new MediaType((type + "/" + subtype).toLowerCase(Locale.ROOT), parameters));
  }

  /** As a header value, parameters quoted where they must be. */
  @Override
  public String toString() {
    if (parameters.isEmpty()) {
      return name;
    }
    StringBuilder text = new StringBuilder(name);
    parameters.forEach(
        (key, value) -> {
          text.append("; ").append(key).append('=');
          if (HeaderScanner.isToken(value)) {
            text.append(value);
          } else {
            text.append('"').append(value.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
          }
        });
    return text.toString();
  }
}
