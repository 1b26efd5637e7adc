/**
 * The SageMaker contract over HTTP. InferenceServer makes the request chain and the routes:
 *
 * <pre>
 * CustomAttributesHandler -> FramingHandler -> Drain -> ErrorHandler -> Router (Route, PathTemplate)
 *   /ping, /execution-parameters: answered on the I/O thread
 *   /invocations: InvocationsHandler -> Negotiation (AcceptHeader) -> body.BodyReader
 *                 -> load.InvocationScheduler -> Inference.invoke -> Responses
 * </pre>
 *
 * RequestChain holds the links. Rehearsal sends requests through another such chain before anybody
 * else does.
 */
@NullMarked
package io.tandem.inferenceserver.http;

import org.jspecify.annotations.NullMarked;
