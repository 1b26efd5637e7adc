package io.tandem.modelcontainer.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.tandem.modelcontainer.model.Rows;
import java.util.Map;
import java.util.Set;

/** A session of ONNX Runtime, and what goes in and comes out. Whoever opened it closes it. */
record OnnxSession(
    OrtEnvironment environment, OrtSession session, OnnxInputs inputs, OnnxOutputs outputs) {
  /** What a run gives, read before it is freed. */
  interface Reading<T> {
    T of(OrtSession.Result result) throws OrtException;
  }

  <T> T run(Rows rows, Set<String> names, Reading<T> reading) throws OrtException {
    Map<String, OnnxTensor> tensors = inputs.tensors(environment, rows);
    try (OrtSession.Result result = session.run(tensors, names)) {
      return reading.of(result);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  /** Writes the numbers of the rows to {@code values} from {@code offset} on. */
  void read(OutputNumbers numbers, Rows rows, double[] values, int offset) throws OrtException {
    run(
        rows,
        outputs.names(),
        result -> {
          numbers.read(result.get(0), rows.count(), values, offset);
          return numbers;
        });
  }
}
