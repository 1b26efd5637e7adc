/**
 * The definition that a data scientist writes, {@code features.json}.
 *
 * <pre>
 * features.json -> DefinitionReader       all problems together
 *   sources     -> SourceDefinitions, PathChecks
 *   tables      -> TableReader, ZoneTables
 *   encodings   -> EncodingForm           one entry per encoding
 *   values      -> DefinitionValues       paths, ranges, edges, categories
 *   -> FeatureDefinition                  sources and features, unfitted
 *   -> DefinitionSummary                  for people
 * </pre>
 */
@NullMarked
package io.tandem.sharedfeatures.definition;

import org.jspecify.annotations.NullMarked;
