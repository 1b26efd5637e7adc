package io.tandem.modelcontainer.formats;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.MediaType;
import java.util.List;

/**
 * Reads the rows of a request body, whatever its format. A missing value is an empty field, {@code
 * null} or NaN; every other value is a finite number that fits a 32-bit float. Thread-safe.
 */
public final class RowsReader {
  /** The first is the default. */
  public static final List<String> CONTENT_TYPES =
      List.of(
          MediaType.CSV,
          MediaType.VECTORS_CSV,
          MediaType.JSON,
          MediaType.JSON_LINES,
          MediaType.NPY);

  private final int width;

  /**
   * Reads rows of one width.
   *
   * @param width columns a row must have
   */
  public RowsReader(int width) {
    this.width = width;
  }

  /**
   * Values that all rows of a body may have together. Of a dense one each takes a byte at least; of
   * a sparse one there may be as many as of one part.
   */
  public static long maxValues(int bodyBytes) {
    return Math.max(RowBuffer.MAX_VALUES, bodyBytes);
  }

  /** Whether a body may be read in parts: whole lines of its text. */
  public static boolean isLines(String contentType) {
    return !contentType.equals(MediaType.JSON) && !contentType.equals(MediaType.NPY);
  }

  /**
   * Reads a body, or a part of one.
   *
   * @param contentType one of {@link #CONTENT_TYPES}
   * @param body of lines, its {@link Body#text} or whole lines of that
   */
  public RowsResult read(String contentType, Body body) {
    return switch (contentType) {
      case MediaType.CSV, MediaType.VECTORS_CSV -> new CsvRows(body, width).read();
      case MediaType.JSON -> JsonRows.document(body, width);
      case MediaType.JSON_LINES -> JsonRows.lines(body, width);
      case MediaType.NPY -> new NpyRows(body, width).read();
      default -> throw new IllegalArgumentException("not negotiated: " + contentType);
    };
  }
}
