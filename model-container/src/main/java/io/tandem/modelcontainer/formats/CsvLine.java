package io.tandem.modelcontainer.formats;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one line of CSV, by the rules of the request format: training and serving read a
 * field the same. Reused line after line; not thread-safe.
 */
public final class CsvLine {
  private float[] values = new float[64];
  private int count;

  /**
   * Reads a line without its end.
   *
   * @return what is wrong with it, with its column; null when nothing is
   */
  public @Nullable String read(byte[] in, int begin, int end) {
    CsvFields fields = new CsvFields(in, begin, end);
    count = 0;
    boolean more = true;
    while (more) {
      float value = fields.next();
      if (fields.fault() != null) {
        return "column " + (count + 1) + ": " + fields.fault();
      }
      values = count == values.length ? Arrays.copyOf(values, 2 * count) : values;
      values[count++] = value;
      more = fields.skipComma();
    }
    return null;
  }

  public int count() {
    return count;
  }

  public float value(int index) {
    return values[index];
  }

  /** Copies values into an array, from {@code first} on. */
  public void copyTo(float[] target, int first) {
    System.arraycopy(values, first, target, 0, count - first);
  }
}
