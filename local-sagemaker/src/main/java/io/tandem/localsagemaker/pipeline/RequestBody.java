package io.tandem.localsagemaker.pipeline;

import java.io.IOException;
import java.io.InputStream;

/** What is sent to a container. */
public sealed interface RequestBody {
  /** A request that has none. */
  RequestBody NONE = new Bytes(new byte[0]);

  /** Sent with its length. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared; bytes are passed on, not copied.
  record Bytes(byte[] bytes) implements RequestBody {}

  /** Of unknown length, sent in chunks as it is read: again from the beginning when retried. */
  @FunctionalInterface
  non-sealed interface Chunks extends RequestBody {
    /** Whoever calls it closes what it returns. */
    InputStream open() throws IOException;
  }
}
