/**
 * Jobs, each a {@code JobRun}. Training and processing: objects of S3 become the folders of one
 * container, which runs to its end, and what it leaves becomes objects.
 *
 * <pre>
 *  TrainingRun   \                    / Download  S3 -> /opt/ml
 *                 -> JobContainer  -> -
 *  ProcessingRun /                    \ Upload    /opt/ml -> S3
 *  TransformRun: a batch transform job with containers of its own
 * </pre>
 */
@NullMarked
package io.tandem.localsagemaker.job;

import org.jspecify.annotations.NullMarked;
