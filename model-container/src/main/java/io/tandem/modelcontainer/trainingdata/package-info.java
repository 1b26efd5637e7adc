/**
 * The input of a training job, whatever is trained: CSV channels with the label first, and the
 * feature set that made their vectors.
 *
 * <pre>
 * channel features  -> Schema: names of the columns, fingerprints
 * channels of rows  -> CsvChannel -> TrainingData
 *                      VectorProvenance: all rows are of one feature set, and of which
 *                   -> GoldenRows: those that the manifest records
 * </pre>
 */
@NullMarked
package io.tandem.modelcontainer.trainingdata;

import org.jspecify.annotations.NullMarked;
