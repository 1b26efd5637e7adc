package io.tandem.evaluation.rows;

import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.evaluation.definition.Field;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows as batch transform writes them: JSON Lines when the fields are paths, else CSV;
 * gzipped when the name ends in {@code .gz}. Of a folder all files are read, in the order of their
 * names; files whose names begin with a dot or an underscore are left out. Blank lines are passed
 * over.
 */
final class RowReader {
  private static final int MAX_LINE_BYTES = 64 << 20;
  private static final int MAX_ROWS = 50_000_000;
  private static final int MAX_DEPTH = 20;

  private final List<Field> fields;
  private final int whole;
  private final Sha256 sha256 = new Sha256();
  private final byte[] buffer = new byte[1 << 16];

  /** From here to {@code buffered}, bytes that belong to no line yet. */
  private int next;

  private int buffered;

  private byte[] line = new byte[8192];
  private int length;
  private int rows;

  /**
   * @param fields all of one kind
   * @param whole the index of the one whose objects and arrays are values too; -1 for none
   */
  RowReader(List<Field> fields, int whole) {
    this.whole = whole;
    this.fields = List.copyOf(fields);
  }

  /** Takes the values of each row, in the order of the fields. */
  @FunctionalInterface
  interface Sink {
    /**
     * @param values valid until the next call
     * @throws EvaluationException saying what is wrong with one; the reader adds the place
     */
    void add(Value[] values);
  }

  /**
   * Returns the SHA-256 of all bytes, hexadecimal.
   *
   * @throws EvaluationException when a file cannot be read, or with the number of the first line
   *     that lacks a value or has a wrong one; the line itself is never quoted
   */
  String read(Path fileOrFolder, Sink sink) {
    for (Path file : files(fileOrFolder)) {
      try (InputStream in = open(file)) {
        readLines(in, file.toString(), sink);
      } catch (EOFException | ZipException e) {
        throw new EvaluationException(file + " is not a complete gzip file");
      } catch (IOException e) {
        throw EvaluationException.of(file, "read", e);
      }
    }
    if (rows == 0) {
      throw new EvaluationException(fileOrFolder + " holds no rows");
    }
    return sha256.hex();
  }

  private static List<Path> files(Path fileOrFolder) {
    if (Files.isRegularFile(fileOrFolder)) {
      return List.of(fileOrFolder);
    }
    if (!Files.isDirectory(fileOrFolder)) {
      throw new EvaluationException(fileOrFolder + " is neither a file nor a folder");
    }
    // Links are not followed.
    try (Stream<Path> all = Files.walk(fileOrFolder, MAX_DEPTH)) {
      return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> !isHidden(fileOrFolder.relativize(file)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw EvaluationException.of(fileOrFolder, "read", e);
    }
  }

  private static boolean isHidden(Path file) {
    for (Path name : file) {
      if (name.toString().startsWith(".") || name.toString().startsWith("_")) {
        return true;
      }
    }
    return false;
  }

  private void readLines(InputStream in, String file, Sink sink) throws IOException {
    @Nullable RowFormat format = null;
    buffered = 0;
    next = 0;
    for (long number = 1; nextLine(in, file, number); number++) {
      if (number == 1) {
        dropByteOrderMark();
      }
      if (blank()) {
        continue;
      }
      try {
        if (format == null) {
          format = format();
          if (fields.getFirst() instanceof Field.NamedColumn) {
            continue;
          }
        }
        sink.add(format.read(line, length));
      } catch (EvaluationException e) {
        throw new EvaluationException(file + " line " + number + ": " + e.getMessage());
      }
      if (++rows > MAX_ROWS) {
        throw new EvaluationException(file + " has more rows than " + MAX_ROWS + " in all");
      }
    }
  }

  private RowFormat format() {
    if (!(fields.getFirst() instanceof Field.Path) && looksLikeJson()) {
      String path =
          fields.getFirst() instanceof Field.NamedColumn named ? "$." + named.name() : "$.a.b";
      throw new EvaluationException(
          "JSON, but %s is none; expected a path such as %s".formatted(fields.getFirst(), path));
    }
    return switch (fields.getFirst()) {
      case Field.Path _ -> new JsonRow(fields.stream().map(Field.Path.class::cast).toList(), whole);
      case Field.Column _ -> CsvCells.of(fields);
      case Field.NamedColumn _ -> CsvCells.of(fields, line, length);
    };
  }

  private InputStream open(Path file) throws IOException {
    InputStream in = sha256.through(Files.newInputStream(file));
    try {
      return file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** Fills {@link #line}, without its end; false at the end of the input. */
  private boolean nextLine(InputStream in, String file, long number) throws IOException {
    length = 0;
    boolean begun = false;
    boolean ended = false;
    while (!ended && fill(in)) {
      begun = true;
      int end = next;
      while (end < buffered && buffer[end] != '\n') {
        end++;
      }
      if (end - next > MAX_LINE_BYTES - length) {
        throw new EvaluationException(
            file + " line " + number + " is longer than " + MAX_LINE_BYTES + " bytes");
      }
      append(end - next);
      ended = end < buffered;
      next = ended ? end + 1 : end;
    }
    if (length > 0 && line[length - 1] == '\r') {
      length--;
    }
    return begun;
  }

  /** False at the end of the input. */
  private boolean fill(InputStream in) throws IOException {
    if (next == buffered) {
      next = 0;
      buffered = Math.max(0, in.read(buffer));
    }
    return buffered > 0;
  }

  private void append(int count) {
    if (count > line.length - length) {
      line = Arrays.copyOf(line, Math.max(2 * line.length, length + count));
    }
    System.arraycopy(buffer, next, line, length, count);
    length += count;
  }

  /** Spreadsheets write one before CSV. */
  private void dropByteOrderMark() {
    if (length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF) {
      length -= 3;
      System.arraycopy(line, 3, line, 0, length);
    }
  }

  private boolean looksLikeJson() {
    String row = new String(line, 0, length, StandardCharsets.UTF_8).strip();
    return (row.startsWith("{") && row.endsWith("}")) || (row.startsWith("[") && row.endsWith("]"));
  }

  private boolean blank() {
    for (int i = 0; i < length; i++) {
      if (line[i] != ' ' && line[i] != '\t') {
        return false;
      }
    }
    return true;
  }
}
