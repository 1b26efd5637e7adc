package io.tandem.modelcontainer.onnx;

import ai.onnxruntime.OrtException;
import java.util.regex.Pattern;

/** An ONNX model has inputs or outputs that cannot be served. The message says which. */
final class OnnxException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final Pattern PLACES =
      Pattern.compile(
          "^Error code - \\w+ - message: |Load model from .* failed:|/onnxruntime_src/\\S+ .*\\) ");

  OnnxException(String message) {
    super(message);
  }

  /**
   * What ONNX Runtime says is wrong, without the places in its own sources and the model's path.
   */
  static String said(OrtException e) {
    String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return PLACES.matcher(line).replaceAll("");
  }
}
