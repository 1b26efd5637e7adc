/**
 * Metrics of one or two models from probabilities and outcomes: pure functions of arrays, with the
 * source of each formula. A positive row (label true) is an order that was not paid. A model
 * refuses a row when its probability reaches the threshold.
 */
@NullMarked
package io.tandem.evaluation.statistics;

import org.jspecify.annotations.NullMarked;
