package io.tandem.modelcontainer.onnx;

import ai.onnxruntime.OrtException;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Evaluator;
import io.tandem.modelcontainer.engine.RowMatrix;

/** What computes the numbers of the answered output. May be called by many threads at once. */
interface RowNumbers extends AutoCloseable {
  /** Writes the numbers of the rows to {@code into} from {@code offset} on. */
  void read(RowMatrix rows, NumberArray into, int offset) throws OrtException;

  Evaluator evaluator();

  /** What it occupies until it is closed. */
  MemoryUse memory();

  @Override
  void close();
}
