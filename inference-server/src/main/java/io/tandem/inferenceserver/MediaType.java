package io.tandem.inferenceserver;

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
   * CSV rows that carry the schema fingerprint of their columns in the parameter {@value #SCHEMA}.
   * Only Tandem's containers know it; to any other container a vector goes as plain {@link #CSV}.
   */
  public static final String VECTORS_CSV = "application/vnd.tandem.vectors+csv";

  public static final String SCHEMA = "schema";

  /** Without parameters. */
  public static MediaType of(String name) {
    throw new UnsupportedOperationException();
  }

  /** Empty when the text is not a media type. */
  public static Optional<MediaType> parse(String text) {
    throw new UnsupportedOperationException();
  }

  /** As a header value, parameters quoted where they must be. */
  @Override
  public String toString() {
    throw new UnsupportedOperationException();
  }
}
