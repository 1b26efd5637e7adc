/**
 * Judges a model by its predictions on orders whose outcome is known.
 *
 * <pre>
 * predictions (JSON Lines) -- PredictionsReader --> Predictions -- BinaryMetrics --> Report
 * </pre>
 */
@NullMarked
package io.tandem.evaluation;

import org.jspecify.annotations.NullMarked;
