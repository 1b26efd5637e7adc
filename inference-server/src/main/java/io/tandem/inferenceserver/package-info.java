/**
 * SageMaker's container contract, and nothing of features or models.
 *
 * <pre>
 * main -> Container.run(args, environment, program)
 *   serve: Settings -> ServerSettings -> InferenceServer (ping 503) -> load -> ready (ping 200) -> drain on SIGTERM
 *   train: Settings -> TrainingJob -> train -> exit status, /opt/ml/output/failure
 *
 * request: CustomAttributes -> drain -> GracefulShutdownHandler -> Traffic -> ErrorHandler -> Routes
 *   /ping, /execution-parameters: answered on the I/O thread
 *   /invocations: Invocations -> Negotiation -> BodyReader (I/O thread) -> Compute -> Inference.invoke -> Responses
 *
 * every minute, and at the end: Traffic, Inference.counters -> Metrics -> MetricsLine -> standard output
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver;

import org.jspecify.annotations.NullMarked;
