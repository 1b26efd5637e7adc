/**
 * What SageMaker lays out for a training job.
 *
 * <pre>
 * input/config -> JobConfiguration -> TrainingJob -> Channel -> lines
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.training;

import org.jspecify.annotations.NullMarked;
