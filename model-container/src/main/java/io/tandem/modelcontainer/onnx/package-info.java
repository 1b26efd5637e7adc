/**
 * ONNX models by ONNX Runtime.
 *
 * <pre>
 * file -> OnnxSession   OnnxInputs: columns to tensors; OnnxOutputs: which output is the prediction
 *      -> OnnxProbe     a row gets the same numbers alone and among others
 *      -> OutputMeaning what the numbers mean, read off those of the probe; ClassLabels: the names
 * rows -> OnnxInputs -> the runtime -> OutputNumbers -> NumberArray -> predictions
 * </pre>
 */
@NullMarked
package io.tandem.modelcontainer.onnx;

import org.jspecify.annotations.NullMarked;
