/**
 * A feature set in a folder becomes what answers invocations.
 *
 * <pre>
 * folder -> FeatureArtifact.read -> FeatureSet
 * body   -> OrderRows: an Extractor of the ExtractorPool -> float[]   for whoever computes on
 *                                                        -> FeatureInference: AnswerType
 * </pre>
 */
@NullMarked
package io.tandem.featurecontainer.serve;

import org.jspecify.annotations.NullMarked;
