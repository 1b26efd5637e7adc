/**
 * A feature's value to columns of the vector.
 *
 * <pre>
 * Encoding                       as the definition has it: one-hot, bins, target mean ...
 *   -> statistics -> Statistics  counts over training records: Vocabulary, Moments, Quantiles
 *      -> finish -> Json         what the feature learned, in state.json
 *   -> encoder(learned) -> Encoder
 * Row -> Encoder.encode          writes the columns in place
 * </pre>
 */
@NullMarked
package io.tandem.sharedfeatures.encoding;

import org.jspecify.annotations.NullMarked;
