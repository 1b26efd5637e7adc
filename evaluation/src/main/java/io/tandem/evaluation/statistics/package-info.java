/**
 * What is known of one or two models from their probabilities and what came true: pure functions of
 * arrays, with the source of each formula. Positive, the label true, is the order that was not
 * paid; a model refuses a row from a threshold on.
 */
@NullMarked
package io.tandem.evaluation.statistics;

import org.jspecify.annotations.NullMarked;
