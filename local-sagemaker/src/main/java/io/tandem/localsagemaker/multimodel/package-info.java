/**
 * The models of a multi-model container, loaded and unloaded as the platform does it.
 *
 * <pre>
 * LoadedModels: from a key to a ModelAccess: a Lease of a loaded model, or why there is none
 *    ModelTable:  which models there are, and which one leaves next
 *    ModelLoader: loads and unloads one, on the disk and in the container
 *    HostedModel: one model from its first call to its end
 *    ModelCalls:  the container's contract: load, unload
 * </pre>
 */
@NullMarked
package io.tandem.localsagemaker.multimodel;

import org.jspecify.annotations.NullMarked;
