/**
 * The body of a request, read within bounds of memory and time.
 *
 * <pre>
 * ChunkedBody (ChunkDecoder) -> BodyReader -> BodyReceiver
 *   BodyPool        lends the arrays
 *   CallerTimeouts  bounds every wait for a caller
 * RequestDrain      drops what is left of a request once its answer is known
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.body;

import org.jspecify.annotations.NullMarked;
