package io.tandem.sharedfeatures;

import io.tandem.strictjson.FloatText;
import java.nio.charset.StandardCharsets;

/** The one text of vectors: in answers, in training data, on a machine and on a cluster. */
public final class VectorText {
  private static final byte[] NOTHING = {};

  private VectorText() {}

  /** What a line of {@link #csv} has at most. */
  public static int maxCsvBytes(int values) {
    return maxBytes(values, NOTHING) + 1;
  }

  /**
   * A line of CSV with its end: numbers as {@link FloatText}, missing is an empty field. Of a
   * training record the label comes first, as in its vector.
   *
   * @param at where {@link #maxCsvBytes} fit
   * @return the place behind the last byte
   */
  public static int csv(float[] vector, byte[] out, int at) {
    int end = fields(vector, NOTHING, out, at);
    out[end] = '\n';
    return end + 1;
  }

  /**
   * @param missing what stands for NaN
   */
  public static int maxBytes(int values, byte[] missing) {
    return values * (1 + Math.max(FloatText.MAX_BYTES, missing.length));
  }

  /**
   * The values with commas between them.
   *
   * @param missing what stands for NaN
   * @param at where {@link #maxBytes} fit
   * @return the place behind the last byte
   */
  public static int fields(float[] vector, byte[] missing, byte[] out, int at) {
    int end = at;
    for (int i = 0; i < vector.length; i++) {
      if (i > 0) {
        out[end++] = ',';
      }
      if (Float.isNaN(vector[i])) {
        System.arraycopy(missing, 0, out, end, missing.length);
        end += missing.length;
      } else {
        end = FloatText.write(vector[i], out, end);
      }
    }
    return end;
  }

  /**
   * The line, with its end, that stands before training vectors and says which feature set made
   * them: {@code #tandem schema=<hex> semantics=<hex>}. Whoever trains with them checks it.
   */
  public static byte[] trainingHead(FeatureSet features) {
    return ("#tandem schema="
            + features.schemaFingerprint()
            + " semantics="
            + features.semanticsFingerprint()
            + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
