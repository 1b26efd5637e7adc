package io.tandem.modelcontainertensorflow;

import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.ModelOutput;
import io.tandem.modelcontainer.engine.NativeLibrary;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.RowProbe;
import io.tandem.modelcontainer.engine.Stated;
import io.tandem.modelcontainer.engine.UnfitModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A SavedModel, run by TensorFlow's library in the thread of the caller. */
final class TensorflowModel implements Model {
  static final String ENGINE = "tensorflow";

  /** Rows per run, which bounds what the library allocates. */
  private static final int CHUNK_ROWS = 4096;

  private final TensorflowSession session;
  private final TensorflowInputs inputs;
  private final ModelOutput output;
  private final MemoryUse memory;

  private TensorflowModel(
      TensorflowSession session, TensorflowInputs inputs, ModelOutput output, MemoryUse memory) {
    this.session = session;
    this.inputs = inputs;
    this.output = output;
    this.memory = memory;
  }

  /**
   * Loads the SavedModel that a file stands for.
   *
   * @param stated the names of the columns, where the model has none, and what its numbers mean
   * @throws UnfitModelException when it cannot be served
   */
  static TensorflowModel load(Path file, Stated stated) {
    SavedModelFolder folder = SavedModelFolder.of(file);
    MetaGraph graph = MetaGraphReader.read(file);
    Signature signature = Signature.served(graph.signatures);
    TensorflowInputs inputs = TensorflowInputs.of(signature, stated);
    Signature.Tensor output = signature.output();
    boolean needsVariables = ReachedOperations.check(graph, signature);
    if (needsVariables && !folder.hasVariables()) {
      throw new UnfitModelException(
          "the folder variables beside it is missing: pack the whole folder of the SavedModel");
    }
    TensorflowSession session = session(folder, inputs, output);
    try {
      return of(session, inputs, folder, stated);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static TensorflowSession session(
      SavedModelFolder folder, TensorflowInputs inputs, Signature.Tensor output) {
    try {
      return TensorflowSession.load(folder.folder(), inputs.inputs(), output);
    } catch (LinkageError e) {
      throw NativeLibrary.missing(
          "TensorFlow",
          "Linux on x86-64 with glibc, libstdc++6 and a temporary folder (java.io.tmpdir) to unpack"
              + " it to",
          e);
    }
  }

  private static TensorflowModel of(
      TensorflowSession session, TensorflowInputs inputs, SavedModelFolder folder, Stated stated) {
    int width = session.run(new RowMatrix(new float[inputs.width()], 1, inputs.width())).width();
    if (width > RowMatrix.MAX_WIDTH) {
      throw new UnfitModelException(
          "it gives %d numbers for a row; at most %d".formatted(width, RowMatrix.MAX_WIDTH));
    }
    new RowProbe(inputs.width(), column -> false, rows -> doubles(session.run(rows)))
        .numbers(inputs.singleRows());
    return new TensorflowModel(
        session,
        inputs,
        stated.output(width),
        TensorflowMemory.loaded(folder.graphBytes(), folder.weightBytes()));
  }

  private static double[] doubles(Predictions numbers) {
    int width = numbers.width();
    return IntStream.range(0, numbers.count() * width)
        .mapToDouble(i -> numbers.value(i / width, i % width))
        .toArray();
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
    return output;
  }

  @Override
  public Predictions predict(RowMatrix rows) {
    int chunk = inputs.singleRows() ? 1 : CHUNK_ROWS;
    if (rows.count() <= chunk) {
      return run(rows);
    }
    List<Predictions> parts = new ArrayList<>();
    for (int begin = 0; begin < rows.count(); begin += chunk) {
      parts.add(run(rows.slice(begin, Math.min(begin + chunk, rows.count()))));
    }
    return joined(parts, rows.count());
  }

  private Predictions run(RowMatrix rows) {
    try {
      Predictions numbers = session.run(rows);
      if (numbers.width() != output.width()) {
        throw new UnfitModelException(
            "%d numbers for a row, and %d at the start".formatted(numbers.width(), output.width()));
      }
      return numbers;
    } catch (UnfitModelException e) {
      throw new IllegalStateException("TensorFlow failed to predict", e);
    }
  }

  private Predictions joined(List<Predictions> parts, int rows) {
    int width = output.width();
    float[] floats = new float[parts.getFirst() instanceof Predictions.OfFloats ? rows * width : 0];
    double[] doubles = new double[rows * width - floats.length];
    int at = 0;
    for (Predictions part : parts) {
      int length = part.count() * width;
      switch (part) {
        case Predictions.OfFloats(float[] some, int any) ->
            System.arraycopy(some, 0, floats, at, length);
        case Predictions.OfDoubles(double[] some, int any) ->
            System.arraycopy(some, 0, doubles, at, length);
      }
      at += length;
    }
    return floats.length > 0
        ? new Predictions.OfFloats(floats, width)
        : new Predictions.OfDoubles(doubles, width);
  }

  /** TensorFlow knows no link function apart from the model. */
  @Override
  public Predictions margins(RowMatrix rows) {
    return predict(rows);
  }

  @Override
  public MemoryUse memory() {
    return memory;
  }

  @Override
  public void close() {
    session.close();
  }
}
