/**
 * How far orders have drifted from the training records.
 *
 * <pre>
 * orders -> Profiling.observe, merge -> FeatureProfile per feature
 *        -> Profiling.drift          -> FeatureDrift: beside the training profile
 * </pre>
 */
@NullMarked
package io.tandem.sharedfeatures.drift;

import org.jspecify.annotations.NullMarked;
