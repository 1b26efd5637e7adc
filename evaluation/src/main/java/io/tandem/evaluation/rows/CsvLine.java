package io.tandem.evaluation.rows;

import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.strictjson.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the cells of a line of CSV (RFC 4180, in UTF-8, with commas). Blanks and control characters
 * around quotes are passed over. A cell becomes a text when it is asked for. Not thread-safe.
 */
final class CsvLine {
  private byte[] line = {};
  private int length;

  /** Of each cell, without its quotes. */
  private int[] starts = new int[64];

  private int[] ends = new int[64];

  /** Of each cell, whether it holds quotes that are written twice. */
  private boolean[] doubled = new boolean[64];

  private int cells;

  /**
   * Returns how many cells there are.
   *
   * @param line not copied: it must stay as it is until the last call of {@link #text}
   * @throws EvaluationException when the line is no row of CSV; never quotes it
   */
  int split(byte[] line, int length) {
    if (Utf8.firstFault(line, 0, length) >= 0) {
      throw new EvaluationException("not UTF-8");
    }
    this.line = line;
    this.length = length;
    this.cells = 0;
    int at = cell(0);
    while (at < length) {
      at = cell(at + 1);
    }
    return cells;
  }

  /** Returns where the cell ends: at a comma or at the end of the line. */
  private int cell(int from) {
    if (cells == starts.length) {
      starts = Arrays.copyOf(starts, 2 * cells);
      ends = Arrays.copyOf(ends, 2 * cells);
      doubled = Arrays.copyOf(doubled, 2 * cells);
    }
    int quote = afterBlanks(from);
    if (quote < length && line[quote] == '"') {
      return quoted(quote + 1);
    }
    int end = from;
    while (end < length && line[end] != ',') {
      if (line[end] == '\r') {
        throw fault();
      }
      end++;
    }
    add(from, end, false);
    return end;
  }

  private int quoted(int from) {
    boolean twice = false;
    int end = from;
    while (end < length) {
      if (line[end] != '"') {
        end++;
      } else if (end + 1 < length && line[end + 1] == '"') {
        twice = true;
        end += 2;
      } else {
        add(from, end, twice);
        int next = afterBlanks(end + 1);
        if (next < length && line[next] != ',') {
          throw fault();
        }
        return next;
      }
    }
    throw fault();
  }

  private int afterBlanks(int from) {
    int at = from;
    while (at < length && line[at] >= 0 && line[at] <= ' ' && line[at] != '\r') {
      at++;
    }
    return at;
  }

  private void add(int start, int end, boolean twice) {
    starts[cells] = start;
    ends[cells] = end;
    doubled[cells++] = twice;
  }

  String text(int cell) {
    String text = new String(line, starts[cell], ends[cell] - starts[cell], StandardCharsets.UTF_8);
    return doubled[cell] ? text.replace("\"\"", "\"") : text;
  }

  private static EvaluationException fault() {
    return new EvaluationException("not one row of CSV");
  }
}
