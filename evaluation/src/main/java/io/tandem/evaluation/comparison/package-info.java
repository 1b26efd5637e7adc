/**
 * Judges one model, or a new one against an old one, on the same rows.
 *
 * <pre>
 * JoinedRows, Definition -- EvaluationCalculator: MetricValues (MetricCalculator) of every draw, Decisions, Groups --> Evaluation
 * Evaluation, its definition's gates ----------------------------------------------------> Verdict
 * </pre>
 */
@NullMarked
package io.tandem.evaluation.comparison;

import org.jspecify.annotations.NullMarked;
