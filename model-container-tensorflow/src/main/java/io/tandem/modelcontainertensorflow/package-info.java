/**
 * The model container with one engine more: TensorFlow's SavedModel, by TensorFlow's own library.
 *
 * <pre>
 * saved_model.pb -> SavedModelFolder   what lies beside it, without links out of the folder
 *                -> MetaGraphReader    signatures and operations, as far as the file names them
 *                -> Signature          which one is served: its inputs, its output
 *                -> ReachedOperations  refuses what reaches out of the model
 *                -> TensorflowSession  the loaded model: TensorflowBinding -> TensorflowLibrary
 * rows -> TensorflowInputs -> TensorflowSession -> numbers
 * </pre>
 */
@NullMarked
package io.tandem.modelcontainertensorflow;

import org.jspecify.annotations.NullMarked;
