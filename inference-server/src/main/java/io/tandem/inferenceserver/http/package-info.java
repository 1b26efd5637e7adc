/**
 * The SageMaker contract over HTTP.
 *
 * <pre>
 * request: CustomAttributes -> Framing -> drain -> GracefulShutdownHandler -> Traffic -> ErrorHandler -> Routes
 *   /ping, /execution-parameters: answered on the I/O thread
 *   /invocations: Invocations -> Negotiation -> BodyReader (I/O thread) -> Compute -> Inference.invoke -> Responses
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.http;

import org.jspecify.annotations.NullMarked;
