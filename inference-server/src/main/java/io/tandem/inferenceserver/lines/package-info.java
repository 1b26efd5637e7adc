/**
 * Bytes cut into lines.
 *
 * <pre>
 * a body in memory -> ParallelLines (on all cores) -> LineCursor
 * a stream         -> LineReader
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.lines;

import org.jspecify.annotations.NullMarked;
