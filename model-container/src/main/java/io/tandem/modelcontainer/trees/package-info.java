/**
 * Boosted trees, walked in plain Java. No engine is known here: an engine reads its model files and
 * adds their trees to a builder.
 *
 * <pre>
 * an engine: trees as arrays -> ForestBuilder -> Forest: rows -> sums of leaves
 *                                                Forest -> ProbeRows: rows to compare it on
 * </pre>
 *
 * {@link io.tandem.modelcontainer.trees.PackedNode} holds the rule of a split: a value below the
 * condition goes left, a missing one the way its node says. Engines whose trees compare otherwise
 * need a rule of their own there.
 */
@NullMarked
package io.tandem.modelcontainer.trees;

import org.jspecify.annotations.NullMarked;
