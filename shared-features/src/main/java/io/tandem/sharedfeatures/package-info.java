/**
 * Order JSON to {@code float[]}: the one implementation of the features, for serving and training.
 *
 * <pre>
 * features.json -> FeatureDefinition            what to compute: sources, features, record paths
 * records       -> Fitting.observe, merge       one pass over training records, in any order
 *                  Fitting.finish -> FeatureSet definition + what fitting learned (state.json)
 * order bytes   -> Extractor.extract            one streaming pass fills a Row of typed sources
 *                  Expression                   a feature's value, computed from the row
 *                  Encoding                     the value as columns: one-hot, hash, standardize ...
 *               -> Extraction.Vector | Extraction.Rejected
 * </pre>
 *
 * Nothing here knows HTTP, logging, the clock, the environment, a default locale or charset.
 */
@NullMarked
package io.tandem.sharedfeatures;

import org.jspecify.annotations.NullMarked;
