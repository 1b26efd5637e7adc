/**
 * How far orders have drifted from the training records.
 *
 * <pre>
 * orders -> DriftMonitor.observe, merge -> FeatureProfile per feature
 *        -> DriftMonitor.drift          -> FeatureDrift: beside the training profile
 *        -> ProfileReport               -> text or JSON of it all
 * </pre>
 */
@NullMarked
package io.tandem.sharedfeatures.drift;

import org.jspecify.annotations.NullMarked;
