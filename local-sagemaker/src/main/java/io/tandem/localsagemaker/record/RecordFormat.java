package io.tandem.localsagemaker.record;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the platform can take apart: to filter records, and to join them with their answers. */
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
   * What the path chooses of the record.
   *
   * @throws RecordException when the record is not of this format or lacks what the path asks for
   */
  public byte[] choose(JsonPath path, byte[] record) throws RecordException {
    if (this == CSV) {
      CsvSlices row = CsvSlices.read(record);
      return path.isWhole() ? record : row.choose(path).bytes();
    }
    JsonValue value = JsonValue.read(record);
    return path.isWhole() ? record : new JsonChoice(path).of(value);
  }

  /**
   * The record and its answer as one: CSV gets further columns, JSON a field.
   *
   * @param answer is known to be of this format
   */
  public byte[] join(byte[] record, byte[] answer) throws RecordException {
    return this == CSV
        ? CsvSlices.read(record).join(CsvSlices.read(answer)).bytes()
        : JsonValue.read(record).join(JsonValue.read(answer));
  }
}
