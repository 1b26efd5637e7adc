package io.tandem.modelcontainer;

import io.tandem.inferenceserver.Settings;
import io.tandem.modelcontainer.formats.OutputKey;
import java.util.List;
import java.util.stream.Stream;

/**
 * What answers hold.
 *
 * @param keys of an answer that nobody asked for otherwise; empty for the plain prediction
 * @param keySource the name of what chose the keys, for messages
 * @param onRequest further keys that a call may ask for; when there are none, calls are not asked
 * @param mostReasons of a row
 * @param language of reasons; empty for their usual one
 */
record AnswerSettings(
    List<OutputKey> keys,
    String keySource,
    List<OutputKey> onRequest,
    int mostReasons,
    String language) {
  /** The setting of {@link #onRequest}. */
  static final String ON_REQUEST = "TANDEM_OUTPUT_ON_REQUEST";

  static final String REASONS = "TANDEM_REASONS";
  static final String LANGUAGE = "TANDEM_REASONS_LANGUAGE";

  /** Bounds of {@link #mostReasons}. */
  static final int FEWEST_REASONS = 1;

  static final int MOST_REASONS = 20;

  /** What US Regulation B's commentary takes for enough. */
  static final int USUAL_REASONS = 4;

  AnswerSettings {
    keys = List.copyOf(keys);
    onRequest = List.copyOf(onRequest);
  }

  /** These keys, whatever a call asks for. */
  static AnswerSettings of(List<OutputKey> keys) {
    return new AnswerSettings(keys, OutputKey.SETTING, List.of(), USUAL_REASONS, "");
  }

  static AnswerSettings read(Settings settings) {
    return new AnswerSettings(
        keys(settings, OutputKey.SETTING),
        OutputKey.SETTING,
        keys(settings, ON_REQUEST),
        settings.integer(REASONS, USUAL_REASONS, FEWEST_REASONS, MOST_REASONS),
        settings.text(LANGUAGE).orElse(""));
  }

  private static List<OutputKey> keys(Settings settings, String name) {
    return settings.choices(name, OutputKey.keys()).stream().distinct().map(OutputKey::of).toList();
  }

  /** All keys that an answer may hold, each once. */
  List<OutputKey> possible() {
    return Stream.concat(keys.stream(), onRequest.stream()).distinct().toList();
  }

  /** Whether an answer may hold what explains a model: only then it takes anything for that. */
  boolean areExplained() {
    return possible().stream().anyMatch(OutputKey::isExplanation);
  }

  /** The name of what has the key. */
  String sourceOf(OutputKey key) {
    return keys.contains(key) ? keySource : ON_REQUEST;
  }
}
