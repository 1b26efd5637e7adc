/**
 * What differs between two feature sets: definition, columns, what was learned.
 *
 * <pre>
 * two FeatureSets -> FeatureSetDifference
 *   definition    -> JsonDifference
 *   columns       -> ColumnsDifference
 *   state         -> LearnedDifference
 * </pre>
 */
@NullMarked
package io.tandem.sharedfeatures.difference;

import org.jspecify.annotations.NullMarked;
