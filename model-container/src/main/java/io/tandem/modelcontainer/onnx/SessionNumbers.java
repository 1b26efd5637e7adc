package io.tandem.modelcontainer.onnx;

import ai.onnxruntime.OrtException;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Evaluator;
import io.tandem.modelcontainer.engine.RowMatrix;

/**
 * By ONNX Runtime.
 *
 * @param chunk rows per run
 */
record SessionNumbers(
    OnnxSession session, OutputNumbers numbers, int chunk, Evaluator evaluator, MemoryUse memory)
    implements RowNumbers {
  /** The same, with the reason why nothing faster does it. */
  SessionNumbers because(String reason) {
    return new SessionNumbers(
        session, numbers, chunk, new Evaluator(evaluator.name(), reason), memory);
  }

  @Override
  public void read(RowMatrix rows, NumberArray into, int offset) throws OrtException {
    for (int begin = 0; begin < rows.count(); begin += chunk) {
      int end = Math.min(begin + chunk, rows.count());
      RowMatrix part = chunk >= rows.count() ? rows : rows.slice(begin, end);
      session.read(numbers, part, into, offset + begin * numbers.width());
    }
  }

  @Override
  public void close() {
    try {
      session.session().close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed to close a session", e);
    }
  }
}
