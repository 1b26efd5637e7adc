/**
 * ONNX models by ONNX Runtime, and trees in plain Java.
 *
 * <pre>
 * file -> OnnxSession   OnnxInputs: columns to tensors; OnnxOutputs: which output is the prediction
 *      -> RowProbe      a row gets the same numbers alone and among others
 *      -> OutputMeaning what the numbers mean, read off those of the probe; ClassLabels: the names
 *      -> TreeGraph     the tree operator that is answered; NumberedTrees, RootedTrees: its trees
 * rows -> RowNumbers -> NumberArray -> predictions
 *         SessionNumbers: OnnxInputs -> the runtime -> OutputNumbers
 *         SingleRowNumbers: the same for one row, by tensors that are kept
 *         TreeNumbers:    a forest, and what becomes of its sums
 * </pre>
 */
@NullMarked
package io.tandem.modelcontainer.onnx;

import org.jspecify.annotations.NullMarked;
