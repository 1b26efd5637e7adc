/**
 * Trees of any framework, walked in plain Java. No engine is known here: an engine reads its model
 * files and adds their trees to a builder.
 *
 * <pre>
 * an engine: trees as arrays -> ForestBuilder -> Forest: rows -> leaves
 *                                                Forest -> ProbeRows: rows to compare it on
 *                                 FloatForest, DoubleForest: rows -> sums of leaves
 *                     with covers -> ExplainerBuilder -> TreeExplainer: rows -> contributions
 * </pre>
 *
 * {@link io.tandem.modelcontainer.trees.PackedNode} holds the rule of a split: a value below the
 * condition goes left, a missing one the way its node says. Every other rule becomes such
 * conditions when a model is read: {@code x <= 2} is {@code x < 2.0000002}, a set of categories is
 * the intervals that they fill.
 */
@NullMarked
package io.tandem.modelcontainer.trees;

import org.jspecify.annotations.NullMarked;
