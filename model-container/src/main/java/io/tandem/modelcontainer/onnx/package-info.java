/** ONNX models by ONNX Runtime. */
@NullMarked
package io.tandem.modelcontainer.onnx;

import org.jspecify.annotations.NullMarked;
