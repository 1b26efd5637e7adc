/**
 * One feature set in a folder, or several with their routes, become what answers invocations.
 *
 * <pre>
 * folder  -> FeatureArtifact.read -> FeatureSet
 * body    -> OrderRows: an Extractor of the ExtractorPool -> float[]   for whoever computes on
 *                                                         -> FeatureInference: AnswerType
 *
 * folders -> RoutedArtifact.read -> Routes, FeatureSets
 * body    -> RoutedInference: SetAttribute, or RouteValues by the Routes -> one FeatureInference
 * </pre>
 */
@NullMarked
package io.tandem.featurecontainer.serve;

import org.jspecify.annotations.NullMarked;
