/**
 * Bytes cut into lines.
 *
 * <pre>
 * a body in memory -> Parts (on all cores) -> Lines
 * a stream         -> LineReader
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.lines;

import org.jspecify.annotations.NullMarked;
