package io.tandem.inferenceserver;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which feature set made a vector: what the feature container says and the model container checks.
 * They travel as parameters of the media types {@link MediaType#VECTORS_CSV} and {@link
 * MediaType#TRAINING_VECTORS_CSV}, and as a line within training vectors, since files keep no media
 * type.
 *
 * @param schema of the columns, lower-case hexadecimal; empty when unknown
 * @param semantics of all that decides a vector, lower-case hexadecimal; empty when unknown
 */
public record Fingerprints(String schema, String semantics) {
  public static final Fingerprints UNKNOWN = new Fingerprints("", "");

  /** What the line of training vectors begins with. */
  public static final String LINE_START = "#tandem ";

  /** The form of that line, for messages. */
  public static final String LINE_FORM = LINE_START + "schema=<hex> semantics=<hex>";

  /** That of one fingerprint: fit to be shown in a message. */
  public static final Pattern FORM = Pattern.compile("[0-9a-f]{1,128}");

  /** The same for people. */
  public static final String EXPECTED = "1 to 128 lower-case hexadecimal digits";

  private static final String SCHEMA = "schema";
  private static final String SEMANTICS = "semantics";

  /** What a media type states. A value that is no fingerprint is kept: it equals none. */
  public static Fingerprints of(MediaType type) {
    Map<String, String> stated = type.parameters();
    return new Fingerprints(
        stated.getOrDefault(SCHEMA, "").toLowerCase(Locale.ROOT),
        stated.getOrDefault(SEMANTICS, "").toLowerCase(Locale.ROOT));
  }

  /** The media type with these as its parameters, those that are known. */
  public MediaType asParametersOf(String mediaType) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (!schema.isEmpty()) {
      parameters.put(SCHEMA, schema);
    }
    if (!semantics.isEmpty()) {
      parameters.put(SEMANTICS, semantics);
    }
    return new MediaType(mediaType, parameters);
  }

  /** Whether a line, or what of an array is one, takes itself for one of these. */
  public static boolean isLine(byte[] bytes, int begin, int end) {
    if (end - begin < LINE_START.length()) {
      return false;
    }
    for (int i = 0; i < LINE_START.length(); i++) {
      if (bytes[begin + i] != LINE_START.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Of a line without its end; empty when it is not exactly of {@link #LINE_FORM}. */
  public static Optional<Fingerprints> read(byte[] bytes, int begin, int end) {
    String text = new String(bytes, begin, end - begin, StandardCharsets.ISO_8859_1);
    String[] parts = text.split(" ", -1);
    if (!isLine(bytes, begin, end)
        || parts.length != 3
        || !parts[1].startsWith(SCHEMA + "=")
        || !parts[2].startsWith(SEMANTICS + "=")) {
      return Optional.empty();
    }
    Fingerprints read =
        new Fingerprints(
            parts[1].substring(SCHEMA.length() + 1), parts[2].substring(SEMANTICS.length() + 1));
    return isFingerprint(read.schema) && isFingerprint(read.semantics)
        ? Optional.of(read)
        : Optional.empty();
  }

  public static boolean isFingerprint(String text) {
    return FORM.matcher(text).matches();
  }

  /** As in messages and log lines. */
  @Override
  public String toString() {
    return "schema " + shown(schema) + ", semantics " + shown(semantics);
  }

  private static String shown(String fingerprint) {
    return fingerprint.isEmpty() ? "unknown" : isFingerprint(fingerprint) ? fingerprint : "no hex";
  }
}
