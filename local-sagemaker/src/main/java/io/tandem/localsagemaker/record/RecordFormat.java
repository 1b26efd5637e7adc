package io.tandem.localsagemaker.record;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The formats whose records the platform can filter and join with their answers. */
public enum RecordFormat {
  JSON("JSON"),
  JSON_LINES("JSON Lines"),
  CSV("CSV");

  private final String name;

  RecordFormat(String name) {
    this.name = name;
  }

  /** Empty for a media type that is none of them. */
  public static Optional<RecordFormat> of(@Nullable String mediaType) {
    String type = mediaType == null ? "" : mediaType.replaceFirst(";.*", "").strip();
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "application/json" -> Optional.of(JSON);
      case "application/jsonlines" -> Optional.of(JSON_LINES);
      case "text/csv" -> Optional.of(CSV);
      default -> Optional.empty();
    };
  }

  /** For people. */
  @Override
  public String toString() {
    return name;
  }

  /**
   * Parses all of it.
   *
   * @param steps of the longest path that will be asked for
   * @throws RecordException when it is not of this format
   */
  public RecordValue read(byte[] record, int steps) throws RecordException {
    return this == CSV ? CsvSlices.read(record) : JsonValue.read(record, steps);
  }

  /**
   * A record and its answer, of one format, as one: CSV gets further columns, JSON a field.
   *
   * @throws RecordException when the record has that field already
   */
  public static RecordValue join(RecordValue record, RecordValue answer) throws RecordException {
    if (record instanceof CsvSlices row && answer instanceof CsvSlices columns) {
      return row.join(columns);
    }
    if (record instanceof JsonValue json && answer instanceof JsonValue output) {
      return json.join(output);
    }
    throw new IllegalStateException("a record and its answer are of different formats");
  }
}
