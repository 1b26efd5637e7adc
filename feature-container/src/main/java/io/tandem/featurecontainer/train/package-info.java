/**
 * Training records become a feature set.
 *
 * <pre>
 * channels -> TrainJob -> ParallelFit: a Fitter per thread, merged -> FeatureSet.write
 * </pre>
 */
@NullMarked
package io.tandem.featurecontainer.train;

import org.jspecify.annotations.NullMarked;
