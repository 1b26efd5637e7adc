/**
 * How much the server takes on.
 *
 * <pre>
 * Turns      refuses when an I/O thread stays behind
 * Compute    this thread, or a queue before a pool; by Times, what computing took lately
 *   Backlog  refuses what would wait too long
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.load;

import org.jspecify.annotations.NullMarked;
