/**
 * SageMaker's container contract, and nothing of features or models.
 *
 * <pre>
 * main -> Container.run(args, environment, program)
 *   serve: Settings -> ServerSettings -> InferenceServer (ping 503) -> load -> ready (ping 200) -> drain on SIGTERM
 *   train: Settings -> TrainingJob -> train -> exit status, /opt/ml/output/failure
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver;

import org.jspecify.annotations.NullMarked;
