package io.tandem.localsagemaker.pipeline;

import io.undertow.util.HeaderMap;

/** What came of one call of a container. */
public sealed interface CallResult {
  /**
   * It answered, with whatever status.
   *
   * @param body the whole, or empty when it is longer than asked for
   * @param length of the whole, in bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared; bytes are passed on, not copied.
  record Responded(int status, HeaderMap headers, byte[] body, long length) implements CallResult {}

  /** No answer in time. */
  record TimedOut() implements CallResult {}

  /** The connection was refused, reset or closed, or what came was not HTTP. */
  record Broken(String reason) implements CallResult {}
}
