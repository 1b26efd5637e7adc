/**
 * What a container program loads for the server.
 *
 * <pre>
 * folder of an artifact -> ArtifactLoader -> LoadResult: Inference and its memory, or why not
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.hosting;

import org.jspecify.annotations.NullMarked;
