/**
 * Orders in, vectors out: shared-features behind SageMaker's contract.
 *
 * <pre>
 * FeatureContainer.main -> Container.run
 *   serve: FeatureSet.read -> FeatureInference.invoke: Orders -> Extractor -> VectorFormat
 *   train: FeatureTraining: records -> Fitting -> FeatureSet.write
 * </pre>
 */
@NullMarked
package io.tandem.featurecontainer;

import org.jspecify.annotations.NullMarked;
