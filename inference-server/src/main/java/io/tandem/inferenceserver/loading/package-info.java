/**
 * What a container program gives the server: how an artifact is loaded, and what it may cost.
 *
 * <pre>
 * folder -> ArtifactLoader -> LoadResult: an Inference and its memory, or why there is none
 * </pre>
 */
@NullMarked
package io.tandem.inferenceserver.loading;

import org.jspecify.annotations.NullMarked;
