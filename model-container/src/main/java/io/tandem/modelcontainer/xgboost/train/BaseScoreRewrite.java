package io.tandem.modelcontainer.xgboost.train;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Keeps saved models readable by older versions of XGBoost. Since 3.1 the base score is written as
 * a list, {@code [1.5E-1]}; versions before that take it for 0.5 without a word, and so predict
 * something else. Of a model with one output it is written as they know it, which every version
 * reads.
 */
final class BaseScoreRewrite {
  /** The key, and the type of its value and of the value's length (UBJSON, big-endian). */
  private static final byte[] KEY = "base_scoreSL".getBytes(StandardCharsets.US_ASCII);

  private BaseScoreRewrite() {}

  /**
   * The same model with its base score as a plain number, if it has one.
   *
   * @param model in UBJSON
   */
  static byte[] of(byte[] model) {
    int length = find(model);
    int begin = length + Long.BYTES;
    if (length < 0 || begin > model.length) {
      return model;
    }
    long stated = ByteBuffer.wrap(model).getLong(length);
    if (stated < 2 || stated > model.length - begin) {
      return model;
    }
    int size = (int) stated;
    String text = new String(model, begin, size, StandardCharsets.US_ASCII);
    if (!text.startsWith("[") || !text.endsWith("]") || text.indexOf(',') >= 0) {
      return model;
    }
    return ByteBuffer.allocate(model.length - 2)
        .put(model, 0, length)
        .putLong(size - 2)
        .put(model, begin + 1, size - 2)
        .put(model, begin + size, model.length - begin - size)
        .array();
  }

  /** Where the length of the base score is, or -1. The key is near the end, behind the trees. */
  private static int find(byte[] model) {
    for (int i = model.length - KEY.length; i >= 0; i--) {
      int matched = 0;
      while (matched < KEY.length && model[i + matched] == KEY[matched]) {
        matched++;
      }
      if (matched == KEY.length) {
        return i + KEY.length;
      }
    }
    return -1;
  }
}
