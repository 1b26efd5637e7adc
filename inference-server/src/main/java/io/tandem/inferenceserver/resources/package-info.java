/**
 * What belongs to the process and not to one model. The server makes it before it loads anything,
 * hands it to what it loads, and closes it last.
 *
 * <pre>
 * ServingResources
 *   lines    ParallelLines: one pool of threads for large bodies
 *   answers  BuilderPool of ByteBuilder: the buffers of large answers
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.resources;

import org.jspecify.annotations.NullMarked;
