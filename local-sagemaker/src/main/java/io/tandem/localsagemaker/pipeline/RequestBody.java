package io.tandem.localsagemaker.pipeline;

import java.io.IOException;
import java.io.InputStream;

/** The body of a call of a container. */
public sealed interface RequestBody {
  /** A request that has none. */
  RequestBody NONE = new Bytes(new byte[0]);

  /** Sent with its length. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared; bytes are passed on, not copied.
  record Bytes(byte[] bytes) implements RequestBody {}

  /** Of unknown length, sent in chunks as it is read: again from the beginning when retried. */
  @FunctionalInterface
  non-sealed interface Chunks extends RequestBody {
    /** The caller closes the stream. */
    InputStream open() throws IOException;
  }
}
