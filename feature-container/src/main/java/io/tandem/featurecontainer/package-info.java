/**
 * Orders in, vectors out: shared-features behind SageMaker's contract.
 *
 * <pre>
 * FeatureContainer.main -> Container.run
 *   serve    orders -> FeatureInference -> vectors
 *   train    records -> ParallelFit -> feature set
 *                       -> Commands.run: all other commands; picocli is loaded only there
 * records  lines of files, worked on by several threads; tells what is given in place of orders
 * </pre>
 */
@NullMarked
package io.tandem.featurecontainer;

import org.jspecify.annotations.NullMarked;
