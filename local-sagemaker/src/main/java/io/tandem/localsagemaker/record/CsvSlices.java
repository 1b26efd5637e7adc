package io.tandem.localsagemaker.record;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of CSV as RFC 4180 has it, and where its fields lie. They keep their quotes: whether the
 * platform writes them anew is not known.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; bytes are passed on, not copied.
record CsvSlices(byte[] text, List<ByteRange> fields) implements RecordValue {
  CsvSlices {
    fields = List.copyOf(fields);
  }

  /**
   * @param line without its line feed; a carriage return at its end is dropped
   * @throws RecordException in the words of the platform, with the column from 1
   */
  static CsvSlices read(byte[] line) throws RecordException {
    int end = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
    var fields = new ArrayList<ByteRange>();
    int start = 0;
    while (start <= end) {
      boolean quoted = start < end && line[start] == '"';
      int stop = quoted ? endOfQuoted(line, start, end) : endOfPlain(line, start, end);
      if (stop < 0) {
        throw new RecordException(
            "%s, column %d"
                .formatted(
                    quoted
                        ? "extraneous or missing \" in quoted field"
                        : "bare \" in non quoted field",
                    fields.size() + 1));
      }
      fields.add(new ByteRange(start, stop));
      start = stop + 1;
    }
    return new CsvSlices(line, fields);
  }

  /** Where the field ends, or -1 when there is a quote in it. */
  private static int endOfPlain(byte[] line, int start, int end) {
    int stop = start;
    while (stop < end && line[stop] != ',') {
      if (line[stop] == '"') {
        return -1;
      }
      stop++;
    }
    return stop;
  }

  /** Where the field ends, behind its last quote, or -1 when that lacks or more follows it. */
  private static int endOfQuoted(byte[] line, int start, int end) {
    for (int i = start + 1; i < end; i++) {
      if (line[i] == '"') {
        if (i + 1 == end || line[i + 1] == ',') {
          return i + 1;
        }
        if (line[i + 1] != '"') {
          return -1;
        }
        i++;
      }
    }
    return -1;
  }

  /**
   * The columns that the path chooses; the row as it was read for {@code $}.
   *
   * @param path for rows
   * @throws RecordException when a column is not there, or none is chosen
   */
  @Override
  public byte[] choose(JsonPath path) throws RecordException {
    if (path.isWhole()) {
      return text;
    }
    List<ByteRange> chosen =
        path.steps().getFirst() instanceof JsonPath.Elements elements
            ? elements.of(fields)
            : fields;
    if (chosen.isEmpty()) {
      throw new RecordException("%s chooses no column of %d".formatted(path.text(), fields.size()));
    }
    var out = new ByteArrayOutputStream(text.length);
    write(chosen, out, new ArrayList<>());
    return out.toByteArray();
  }

  @Override
  public CsvSlices withoutParts() {
    int start = fields.getFirst().start();
    return new CsvSlices(text, List.of(new ByteRange(start, fields.getLast().end())));
  }

  /** The columns of this, then those of the other. */
  CsvSlices join(CsvSlices other) {
    var joined = new ByteArrayOutputStream(text.length + 1 + other.text.length);
    var written = new ArrayList<ByteRange>(fields.size() + other.fields.size());
    write(fields, joined, written);
    other.write(other.fields, joined, written);
    return new CsvSlices(joined.toByteArray(), written);
  }

  /**
   * Appends columns of this row.
   *
   * @param written where the columns lie that were written so far; gets these too
   */
  private void write(List<ByteRange> columns, ByteArrayOutputStream out, List<ByteRange> written) {
    for (ByteRange column : columns) {
      if (!written.isEmpty()) {
        out.write(',');
      }
      int start = out.size();
      out.write(text, column.start(), column.end() - column.start());
      written.add(new ByteRange(start, out.size()));
    }
  }
}
