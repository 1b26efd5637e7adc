/**
 * Orders in, vectors out: shared-features behind SageMaker's contract.
 *
 * <pre>
 * FeatureContainer.main -> Container.run
 *   serve: FeatureSet.read -> FeatureInference.invoke: Orders -> Extractor -> VectorFormat
 *   train: TrainJob: records -> ParallelFit -> FeatureSet.write
 *                       -> Commands.run: one class per command; picocli is loaded only here
 *   fit:     FitCommand: records -> ParallelFit -> FeatureSet.write
 *   extract: ExtractCommand: FeatureExtraction -> VectorFormat -> VectorOutput
 * </pre>
 */
@NullMarked
package io.tandem.featurecontainer;

import org.jspecify.annotations.NullMarked;
