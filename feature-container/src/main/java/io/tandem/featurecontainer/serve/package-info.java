/**
 * A feature set in a folder becomes what answers invocations.
 *
 * <pre>
 * folder -> FeatureArtifact -> FeatureSet -> FeatureInference.load
 * Invocation -> FeatureInference: Extractor (of the ExtractorPool) -> VectorAnswer, VectorFormat
 * </pre>
 */
@NullMarked
package io.tandem.featurecontainer.serve;

import org.jspecify.annotations.NullMarked;
