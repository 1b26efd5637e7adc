/**
 * Batch transform: the objects below a prefix become {@code .out} objects.
 *
 * <pre>
 * TransformJobRunner: the job, its calls and their retries
 *    ObjectTransform: one object
 *       RecordReader -> RecordBatches -> RecordBatch: the records of one call
 *       RecordBatch.assemble: answers joined with their records
 *       RecordProcessing: filters and join, as the job asks for them
 * </pre>
 */
@NullMarked
package io.tandem.localsagemaker.transform;

import org.jspecify.annotations.NullMarked;
