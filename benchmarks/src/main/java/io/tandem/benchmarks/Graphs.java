package io.tandem.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.onnx.OnnxModel;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Rows by a model in ONNX: a network of 263-64-1, and 300 trees of depth 6 on 60 columns. Here, and
 * by ONNX Runtime as its manual has it, with one thread that does not spin.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 100, time = 20, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class Graphs {
  @Param({"network", "trees"})
  private String graph = "";

  @Param({"1", "1000"})
  private int rows;

  private final Random random = new Random(1);
  private @Nullable OnnxModel model;
  private @Nullable OrtSession session;
  private @Nullable RowBatches batches;

  @Setup
  public void prepare() throws OrtException, IOException {
    boolean isNetwork = graph.equals("network");
    int width = isNetwork ? 263 : 60;
    byte[] bytes =
        isNetwork ? OnnxFile.network(width, 64, random) : OnnxFile.trees(width, 300, 6, random);
    Path file = Files.createTempFile("graphs", ".onnx");
    try {
      Files.write(file, bytes);
      model = OnnxModel.load(file, List.of());
    } finally {
      Files.delete(file);
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      session = OrtEnvironment.getEnvironment().createSession(bytes, options);
    }
    batches = RowBatches.of(rows, () -> batch(width));
  }

  private RowMatrix batch(int width) {
    float[] values = new float[rows * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new RowMatrix(values, rows, width);
  }

  /** The yardstick: ONNX Runtime, a tensor in and a tensor out. */
  @Benchmark
  public float[] library() throws OrtException {
    RowMatrix batch = Required.of(batches).next();
    long[] shape = {batch.count(), batch.width()};
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), FloatBuffer.wrap(batch.values()), shape);
        OrtSession.Result result = Required.of(session).run(Map.of("x", tensor))) {
      float[] found = new float[batch.count()];
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(found);
      return found;
    }
  }

  @Benchmark
  public Predictions model() {
    return Required.of(model).predict(Required.of(batches).next());
  }

  @TearDown
  public void dispose() throws OrtException {
    Required.of(model).close();
    Required.of(session).close();
  }
}
