/**
 * The models of a multi-model container, loaded and unloaded as the platform does it.
 *
 * <pre>
 * LoadedModels: from a key to a ModelAccess: a Lease of a loaded model, or why there is none
 *    HostedModel: one model from its first call to its end
 *    ModelCalls:  the container's contract: load, unload
 * </pre>
 */
@NullMarked
package io.tandem.localsagemaker.multimodel;

import org.jspecify.annotations.NullMarked;
