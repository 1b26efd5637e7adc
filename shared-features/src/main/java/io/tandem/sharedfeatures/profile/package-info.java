/**
 * How the values of features were spread over training records.
 *
 * <pre>
 * records -> ProfileBuilder   -> Binning + FeatureProfile   chosen from the records themselves
 *         -> TrainingProfiles -> state.json -> ProfileReader
 * orders  -> FeatureCounts    -> FeatureProfile             in the bins of the training profile
 * </pre>
 */
@NullMarked
package io.tandem.sharedfeatures.profile;

import org.jspecify.annotations.NullMarked;
