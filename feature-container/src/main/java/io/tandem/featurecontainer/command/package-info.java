/**
 * The command line beside {@code serve} and {@code train}, a class per command.
 *
 * <pre>
 * Commands.run -> CheckCommand, DiffCommand, ExplainCommand, ProfileCommand -> Console
 *   FitCommand:     records -> train.ParallelFit -> a folder
 *   ExtractCommand: orders -> FeatureExtraction (one per thread) -> ExtractOutput
 * </pre>
 */
@NullMarked
package io.tandem.featurecontainer.command;

import org.jspecify.annotations.NullMarked;
