/**
 * Order JSON to {@code float[]}: the one implementation of the features, for serving and training.
 *
 * <pre>
 * features.json -> FeatureDefinition            what to compute: sources, features, record paths
 * records       -> Fitter.observe, merge        one pass over training records, in any order
 *                  Fitter.finish -> FeatureSet  definition + what fitting learned (state.json)
 * order bytes   -> Extractor.extract            one streaming pass fills a Row of typed sources
 *                  Expression                   a feature's value, computed from the row
 *                  Encoding                     the value as columns: one-hot, hash, standardize ...
 *               -> Extraction.Vector | Extraction.Rejected
 * </pre>
 *
 * The packages, each knowing only those below it:
 *
 * <pre>
 * testkit   explanation   difference   drift       what people ask of a feature set
 * (this)                                           fit, write, read, extract
 * history                                          what was known when an order was placed
 * profile                                          how values were spread
 * definition                                       features.json
 * encoding  custom                                 values to columns
 * expression                                       rows to values
 * order                                            JSON to rows
 * text  fault  partial                             the ground
 * </pre>
 *
 * Other modules use this package, and of the others {@code FeatureDefinition}, {@code
 * DefinitionSummary}, {@code FeatureProfile}, {@code DefinitionException}, {@code Rejection} and
 * the packages {@code custom}, {@code drift}, {@code explanation}, {@code difference}, {@code
 * history}, {@code testkit}. Nothing here knows HTTP, logging, the clock, the environment, a
 * default locale or charset.
 */
@NullMarked
package io.tandem.sharedfeatures;

import org.jspecify.annotations.NullMarked;
