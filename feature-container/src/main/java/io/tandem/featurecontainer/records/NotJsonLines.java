package io.tandem.featurecontainer.records;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.lines.LineCursor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What bytes are in place of JSON Lines, told by how they begin.
 *
 * @param name with its article
 * @param remedy what makes JSON Lines of it
 */
public record NotJsonLines(String name, String remedy) {
  private static final String CONVERT =
      "convert it, as pandas' to_json(orient=\"records\", lines=True) does";
  private static final String UNPACK = "unpack it, or pack it with gzip";
  private static final String UTF_8 = "convert it to UTF-8";

  /** Behind the name of a file's first 257 bytes. */
  private static final int TAR = 257;

  /** A format that has a beginning of its own. */
  private static final class Magic {
    private final byte[] begin;
    private final NotJsonLines found;

    private Magic(String begin, NotJsonLines found) {
      this.begin = begin.getBytes(StandardCharsets.ISO_8859_1);
      this.found = found;
    }
  }

  private static final byte[] USTAR = "ustar".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** The longer ones of the same beginning first. */
  private static final List<Magic> MAGICS =
      List.of(
          magic("PAR1", "a Parquet file", CONVERT),
          magic("PARE", "an encrypted Parquet file", CONVERT),
          magic("Obj\1", "an Avro file", CONVERT),
          magic("ORC", "an ORC file", CONVERT),
          magic("ARROW1", "an Arrow file", CONVERT),
          magic("FEA1", "a Feather file", CONVERT),
          magic("\u0093NUMPY", "a NumPy array", CONVERT),
          magic("\u0089HDF", "an HDF5 file", CONVERT),
          magic("SQLite format 3", "an SQLite database", CONVERT),
          magic("\u0080\4", "a Python pickle", CONVERT),
          magic("\u0080\5", "a Python pickle", CONVERT),
          magic("\u00d0\u00cf\u0011\u00e0", "an Excel workbook", "export it as JSON Lines"),
          magic("PK\3\4", "a zip archive, or an Excel workbook", "unpack it, or export it"),
          magic("\u001f\u008b", "a gzip file", "unpack it"),
          magic("BZh", "a file packed with bzip2", UNPACK),
          magic("\u00fd7zXZ", "a file packed with xz", UNPACK),
          magic("(\u00b5/\u00fd", "a file packed with zstd", UNPACK),
          magic("\u0004\"M\u0018", "a file packed with lz4", UNPACK),
          magic("\u00ff\6\0\0sNaPpY", "a file packed with snappy", UNPACK),
          magic("7z\u00bc\u00af", "a 7z archive", UNPACK),
          magic("\u00ff\u00fe\0\0", "UTF-32 text", UTF_8),
          magic("\0\0\u00fe\u00ff", "UTF-32 text", UTF_8),
          magic("\u00ff\u00fe", "UTF-16 text", UTF_8),
          magic("\u00fe\u00ff", "UTF-16 text", UTF_8),
          magic("{\0", "UTF-16 text", UTF_8),
          magic("\0{", "UTF-16 text", UTF_8),
          magic("[\0", "UTF-16 text", UTF_8),
          magic("\0[", "UTF-16 text", UTF_8));

  private static Magic magic(String begin, String name, String remedy) {
    return new Magic(begin, new NotJsonLines(name, remedy));
  }

  /** Empty when they may be JSON Lines, or nobody knows what they are. */
  public static Optional<NotJsonLines> of(byte[] bytes, int begin, int end) {
    for (Magic magic : MAGICS) {
      if (startsWith(bytes, begin, end, magic.begin)) {
        return Optional.of(magic.found);
      }
    }
    if (startsWith(bytes, begin + TAR, end, USTAR)) {
      return Optional.of(new NotJsonLines("a tar archive", "unpack it"));
    }
    int mark = startsWith(bytes, begin, end, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    return ofText(bytes, pastBlanks(bytes, begin + mark, end), end);
  }

  /** Whether each of the first two lines begins an object, as in JSON Lines. */
  public static boolean isJsonLines(Body text) {
    LineCursor lines = new LineCursor(text);
    int objects = 0;
    while (objects < 2 && lines.next() && text.array()[lines.offset()] == '{') {
      objects++;
    }
    return objects == 2;
  }

  private static Optional<NotJsonLines> ofText(byte[] bytes, int begin, int end) {
    if (begin == end) {
      return Optional.empty();
    }
    int lineEnd = begin;
    boolean separated = false;
    boolean braces = false;
    for (; lineEnd < end && bytes[lineEnd] != '\n'; lineEnd++) {
      byte c = bytes[lineEnd];
      separated |= c == ',' || c == ';' || c == '\t' || c == '|';
      braces |= c == '{';
    }
    int next = pastBlanks(bytes, lineEnd, end);
    boolean isTable = separated && !braces && (next == end || bytes[next] != '{');
    return switch (bytes[begin]) {
      case '[' ->
          found("a JSON array", "put each element on a line of its own, as jq -c '.[]' does");
      case '<' -> found("XML or HTML", "write each as a JSON object on a line of its own");
      case '{' ->
          next < end && isOpen(bytes, lineEnd)
              ? found("JSON over several lines", "put each object on one line, as jq -c does")
              : Optional.empty();
      default ->
          isTable
              ? found("a table with separators (CSV)", "write each row as a JSON object on a line")
              : Optional.empty();
    };
  }

  private static Optional<NotJsonLines> found(String name, String remedy) {
    return Optional.of(new NotJsonLines(name, remedy));
  }

  /** Whether a line that begins an object goes on in the next. */
  private static boolean isOpen(byte[] bytes, int lineEnd) {
    int last = lineEnd - 1;
    while (isBlank(bytes[last])) {
      last--;
    }
    return bytes[last] == '{' || bytes[last] == '[' || bytes[last] == ',';
  }

  private static int pastBlanks(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  private static boolean startsWith(byte[] bytes, int begin, int end, byte[] wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (begin + i >= end || bytes[begin + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
