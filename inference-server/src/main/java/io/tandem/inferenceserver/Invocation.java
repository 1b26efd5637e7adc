package io.tandem.inferenceserver;

/**
 * One {@code POST /invocations}, already negotiated.
 *
 * @param contentType the media type of the body with its parameters; its {@link MediaType#name()}
 *     is one of {@link Inference#contentTypes()}
 * @param accept the one of {@link Inference#accepts()} that the answer is sent under
 * @param body the whole body, possibly empty; lent until {@link Inference#invoke} returns
 * @param customAttributes the caller's, as the header has them; empty when there are none
 */
public record Invocation(
    MediaType contentType, MediaType accept, Body body, String customAttributes) {
  /** Of a caller without custom attributes. */
  public Invocation(MediaType contentType, MediaType accept, Body body) {
    this(contentType, accept, body, "");
  }
}
