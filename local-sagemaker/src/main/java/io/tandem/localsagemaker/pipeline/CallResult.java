package io.tandem.localsagemaker.pipeline;

import io.undertow.util.HeaderMap;

/** The result of one call of a container: it responded, or there was no answer. */
public sealed interface CallResult permits CallResult.Responded, InvocationResult.NoAnswer {
  /**
   * The container answered, with whatever status.
   *
   * @param body the whole, or empty when it is longer than asked for
   * @param length of the whole, in bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared; bytes are passed on, not copied.
  record Responded(int status, HeaderMap headers, byte[] body, long length) implements CallResult {}
}
