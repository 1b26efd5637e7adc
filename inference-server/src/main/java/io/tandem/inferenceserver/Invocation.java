package io.tandem.inferenceserver;

/**
 * One {@code POST /invocations}, already negotiated.
 *
 * @param contentType the media type of the body with its parameters; its {@link MediaType#name()}
 *     is one of {@link Inference#contentTypes()}
 * @param accept one of {@link Inference#accepts()}: the media type the answer must have
 * @param body the whole body, possibly empty
 */
public record Invocation(MediaType contentType, String accept, Body body) {}
