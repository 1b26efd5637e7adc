package io.tandem.modelcontainer.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.util.List;

/** A session of ONNX Runtime, and what goes in and comes out. Whoever opened it closes it. */
record OnnxSession(
    OrtEnvironment environment, OrtSession session, OnnxInputs inputs, OnnxOutputs outputs) {
  /** What only a run shows of the outputs. */
  OnnxOutputs.Learned learn(RowMatrix rows, List<Object> classes) throws OrtException {
    try (OnnxInputs.Tensors tensors = inputs.tensors(environment, rows);
        OrtSession.Result result = session.run(tensors.byName(), outputs.allNames())) {
      return outputs.learnFrom(result, classes);
    }
  }

  /** Numbers of so many rows, to be filled. */
  static NumberArray arrayFor(OutputNumbers numbers, int rows) {
    return NumberArray.of(numbers.singlePrecision(), rows * numbers.width());
  }

  /** Writes the numbers of the rows to {@code into} from {@code offset} on. */
  void read(OutputNumbers numbers, RowMatrix rows, NumberArray into, int offset)
      throws OrtException {
    try (OnnxInputs.Tensors tensors = inputs.tensors(environment, rows);
        OrtSession.Result result = session.run(tensors.byName(), outputs.names())) {
      numbers.read(result.get(0), rows.count(), into, offset);
    }
  }
}
