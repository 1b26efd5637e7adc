package io.tandem.localsagemaker.record;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of CSV as RFC 4180 has it, and where its fields lie. They keep their quotes: whether the
 * platform writes them anew is not known.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; bytes are passed on, not copied.
record CsvSlices(byte[] text, List<ByteRange> fields) {
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
   * A row of the columns that the path chooses.
   *
   * @param path for rows
   * @throws RecordException when a column is not there, or none is chosen
   */
  CsvSlices choose(JsonPath path) throws RecordException {
    List<ByteRange> chosen =
        !path.isWhole() && path.steps().getFirst() instanceof JsonPath.Elements elements
            ? elements.of(fields)
            : fields;
    if (chosen.isEmpty()) {
      throw new RecordException("%s chooses no column of %d".formatted(path.text(), fields.size()));
    }
    return new CsvSlices(text, chosen);
  }

  /** The columns of this, then those of the other. */
  CsvSlices join(CsvSlices other) throws RecordException {
    byte[] first = bytes();
    byte[] second = other.bytes();
    var joined = new ByteArrayOutputStream(first.length + 1 + second.length);
    joined.writeBytes(first);
    joined.write(',');
    joined.writeBytes(second);
    return read(joined.toByteArray());
  }

  byte[] bytes() {
    var out = new ByteArrayOutputStream(text.length);
    for (int i = 0; i < fields.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.write(text, fields.get(i).start(), fields.get(i).end() - fields.get(i).start());
    }
    return out.toByteArray();
  }
}
