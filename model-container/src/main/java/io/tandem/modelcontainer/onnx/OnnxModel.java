package io.tandem.modelcontainer.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.model.Model;
import io.tandem.modelcontainer.model.ModelOutput;
import io.tandem.modelcontainer.model.NativeLibrary;
import io.tandem.modelcontainer.model.Predictions;
import io.tandem.modelcontainer.model.Rows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model in ONNX, run by ONNX Runtime: one thread per call, which does not spin. Sessions may be
 * run by many threads at once.
 */
public final class OnnxModel implements Model {
  public static final String ENGINE = "onnx";

  /** Rows per run, which bounds what the runtime allocates. */
  private static final int CHUNK_ROWS = 4096;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final OnnxInputs inputs;
  private final OnnxOutputs outputs;

  private OnnxModel(
      OrtEnvironment environment, OrtSession session, OnnxInputs inputs, OnnxOutputs outputs) {
    this.environment = environment;
    this.session = session;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /**
   * Loads a model file.
   *
   * @param columns the names of the columns, when known: inputs of one column each are then matched
   *     by name, else they are taken in their order
   * @throws ContainerException when the file is no ONNX model with such inputs and outputs
   */
  public static OnnxModel load(Path file, List<String> columns) {
    OrtEnvironment environment = environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      OrtSession session = environment.createSession(file.toString(), options);
      try {
        return of(environment, session, columns);
      } catch (OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException | OnnxFault e) {
      throw new ContainerException(
          "model file %s: %s; expected an ONNX model with columns of numbers as its input"
              .formatted(file.getFileName(), firstLine(e)),
          e);
    }
  }

  /**
   * The runtime has one environment per process and frees it with the process. What it would print
   * on stderr, its exceptions say too.
   */
  private static OrtEnvironment environment() {
    NoTelemetry.ensure();
    try {
      return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "tandem");
    } catch (LinkageError e) {
      throw NativeLibrary.missing(
          "ONNX Runtime",
          "Linux with glibc, libstdc++6 and a temporary folder (java.io.tmpdir) to unpack it to",
          e);
    }
  }

  private static OnnxModel of(OrtEnvironment environment, OrtSession session, List<String> columns)
      throws OrtException {
    OnnxInputs inputs = OnnxInputs.of(session.getInputInfo().values(), columns);
    OnnxOutputs declared = OnnxOutputs.of(session.getOutputInfo().values());
    // The number of classes and their labels may only show in a result.
    float[] zeros = new float[inputs.width()];
    Rows probe = new Rows(zeros, 1, zeros.length);
    Map<String, OnnxTensor> tensors = inputs.tensors(environment, probe);
    try (OrtSession.Result result = session.run(tensors, declared.names())) {
      return new OnnxModel(environment, session, inputs, declared.learnFrom(result));
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  @Override
  public String engine() {
    return ENGINE;
  }

  @Override
  public int width() {
    return inputs.width();
  }

  @Override
  public List<String> columns() {
    return inputs.columns();
  }

  @Override
  public ModelOutput output() {
    return outputs.output();
  }

  @Override
  public Predictions predict(Rows rows) {
    int chunk = inputs.singleRows() ? 1 : CHUNK_ROWS;
    double[] values = new double[rows.count() * outputs.width()];
    for (int begin = 0; begin < rows.count(); begin += chunk) {
      int end = Math.min(begin + chunk, rows.count());
      Rows part = chunk >= rows.count() ? rows : rows.slice(begin, end);
      run(part, values, begin * outputs.width());
    }
    return outputs.singlePrecision()
        ? Predictions.ofFloats(values, rows.count())
        : Predictions.ofDoubles(values, rows.count());
  }

  private void run(Rows rows, double[] values, int offset) {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    Set<String> names = outputs.names();
    try {
      tensors = inputs.tensors(environment, rows);
      try (OrtSession.Result result = session.run(tensors, names)) {
        outputs.read(result, rows.count(), values, offset);
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed to predict", e);
    } finally {
      new ArrayList<>(tensors.values()).forEach(OnnxTensor::close);
    }
  }

  /** ONNX knows no link function apart from the model. */
  @Override
  public Predictions margins(Rows rows) {
    return predict(rows);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed to close a session", e);
    }
  }
}
