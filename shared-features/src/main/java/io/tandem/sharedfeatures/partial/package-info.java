/**
 * What a part of the records has taught, as bytes that another process merges.
 *
 * <pre>
 * Fitter, DriftMonitor, ExtractionCounts -> StateOutput -> PartialState.seal -> byte[]
 * byte[] -> PartialState.open (checksum, format, definition) -> StateInput -> merged
 * </pre>
 */
@NullMarked
package io.tandem.sharedfeatures.partial;

import org.jspecify.annotations.NullMarked;
