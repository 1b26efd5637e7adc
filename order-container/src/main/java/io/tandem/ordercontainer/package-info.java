/**
 * The container that turns orders into predictions: both halves of the pipeline in one process.
 *
 * <pre>
 * folder -> OrderArtifact: features, model -> OrderLoader: a feature set and its model, which fit
 * orders -> OrderInference: OrderRows -> float[] -> RowPredictor -> predictions
 * </pre>
 */
@NullMarked
package io.tandem.ordercontainer;

import org.jspecify.annotations.NullMarked;
