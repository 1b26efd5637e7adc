/**
 * PyTorch's TorchScript as one engine more of the model container, by libtorch and DJL's binding to
 * it.
 *
 * <pre>
 * TorchModelContainer -> TorchEngine -> TorchModel: a file in, predictions out
 *   TorchFile       the file's zip, checked before the library sees it
 *   TorchWidth      how many columns a module takes
 *   TorchModule     a loaded module: rows in, numbers out
 *   TorchLibrary    the library
 * </pre>
 */
@NullMarked
package io.tandem.modelcontainertorch;

import org.jspecify.annotations.NullMarked;
