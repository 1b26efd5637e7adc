/**
 * From the main of a container to the end of its process.
 *
 * <pre>
 * main -> Container.run(args, environment, program)
 *   serve: Settings -> ServerSettings -> InferenceServer (ping 503) -> load -> ready (ping 200) -> drain on SIGTERM
 *   train: Settings -> TrainingJob -> train -> exit status, /opt/ml/output/failure
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.container;

import org.jspecify.annotations.NullMarked;
