package io.tandem.localsagemaker.pipeline;

import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the body of a container's answer goes.
 *
 * @param maxBytes a longer one is read to its end and only counted
 * @param stream gets the body of an answer with a status of 200 to 299, in the I/O thread, and not
 *     closed; null: it is kept in memory, as other answers are
 */
public record AnswerBody(long maxBytes, @Nullable OutputStream stream) {
  /** Of an answer that says what is wrong, where one of any length is expected. */
  private static final long MAX_REFUSAL_BYTES = 1 << 20;

  static AnswerBody inMemory(long maxBytes) {
    return new AnswerBody(maxBytes, null);
  }

  boolean isStreamed(int status) {
    return stream != null && status / 100 == 2;
  }

  long maxBytes(int status) {
    return stream == null || isStreamed(status) ? maxBytes : Math.min(maxBytes, MAX_REFUSAL_BYTES);
  }
}
