/**
 * The SageMaker contract over HTTP.
 *
 * <pre>
 * request: CustomAttributesHandler -> FramingHandler -> drain -> GracefulShutdownHandler -> RequestMetrics -> ErrorHandler -> Routes
 *   /ping, /execution-parameters: answered on the I/O thread
 *   /invocations: InvocationsHandler -> Negotiation -> BodyReader (I/O thread) -> InvocationScheduler -> Inference.invoke -> Responses
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.http;

import org.jspecify.annotations.NullMarked;
