/**
 * Judges a model by its predictions on orders whose outcome is known, and compares two.
 *
 * <pre>
 * predictions (JSON Lines) -- PredictionsReader --> Predictions -- BinaryMetrics --> Report
 * the same of two models -- Join --> PairedRows -- Levels, Discrimination, DeLong, Bootstrap, Calibration, McNemar --> Comparison
 * </pre>
 */
@NullMarked
package io.tandem.evaluation;

import org.jspecify.annotations.NullMarked;
