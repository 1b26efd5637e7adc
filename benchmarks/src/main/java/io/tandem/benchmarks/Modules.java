package io.tandem.benchmarks;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.Stated;
import io.tandem.modelcontainertorch.TorchEngine;
import java.io.IOException;
import java.nio.file.Path;
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

/** Rows through a network 263-64-1 of TorchScript, here and by DJL as its manual says. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 100, time = 20, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class Modules {
  private static final Path FILE =
      Path.of("model-container-torch/src/test/resources/golden/torchscript/2.13.0/wide.pt");

  @Param({"1", "1000"})
  private int rows;

  private @Nullable Model model;
  private ai.djl.@Nullable Model module;
  private @Nullable ParameterStore parameters;
  private RowMatrix matrix = new RowMatrix(new float[0], 0, 0);

  @Setup
  public void prepare() throws IOException, MalformedModelException {
    // First: it sets one thread for the whole process.
    Model loaded = new TorchEngine().load(FILE, Stated.NOTHING);
    model = loaded;
    module = ai.djl.Model.newInstance("wide", Device.cpu(), "PyTorch");
    module.load(FILE);
    parameters = new ParameterStore(module.getNDManager(), false);
    float[] values = new float[rows * loaded.width()];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    matrix = new RowMatrix(values, rows, loaded.width());
  }

  @TearDown
  public void close() {
    Required.of(model).close();
    Required.of(module).close();
  }

  /** What serving does. */
  @Benchmark
  public Predictions model() {
    return Required.of(model).predict(matrix);
  }

  /** The yardstick. */
  @Benchmark
  public float[] forward() {
    ai.djl.Model loaded = Required.of(module);
    try (NDManager manager = loaded.getNDManager().newSubManager()) {
      NDArray input = manager.create(matrix.values(), new Shape(matrix.count(), matrix.width()));
      return loaded
          .getBlock()
          .forward(Required.of(parameters), new NDList(input), false)
          .singletonOrThrow()
          .toFloatArray();
    }
  }
}
