package io.tandem.localsagemaker.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * What a caller sent, and what the last container answered.
 *
 * @param inferenceId the caller's; null when there is none
 * @param customAttributes the caller's; null when there are none
 */
public record AnsweredInvocation(
    Body input, Body output, @Nullable String inferenceId, @Nullable String customAttributes) {
  /**
   * @param contentType as observed, with its parameters; null when there was none
   * @param bytes not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared; bytes are passed on, not copied.
  public record Body(@Nullable String contentType, byte[] bytes) {}
}
