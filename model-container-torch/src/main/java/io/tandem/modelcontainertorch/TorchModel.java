package io.tandem.modelcontainertorch;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.MemoryUse;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.ModelOutput;
import io.tandem.modelcontainer.engine.NativeLibrary;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.Stated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A module of TorchScript, whose numbers are answered as they are. It may be run by many threads at
 * once, and takes one thread per call.
 */
final class TorchModel implements Model {
  static final String ENGINE = "pytorch";
  static final String EXPECTED = "saved as TorchScript (torch.jit.trace or script, then save)";

  /** Rows per run, which bounds what a run takes. */
  private static final int CHUNK_ROWS = 4096;

  private final TorchModule module;
  private final int width;
  private final List<String> columns;
  private final ModelOutput output;
  private final MemoryUse memory;

  private TorchModel(
      TorchModule module, int width, List<String> columns, ModelOutput output, MemoryUse memory) {
    this.module = module;
    this.width = width;
    this.columns = columns;
    this.output = output;
    this.memory = memory;
  }

  /**
   * Loads a model file.
   *
   * @param stated the columns and the meaning of the numbers, which the file does not state
   * @throws ContainerException when the file is no TorchScript that is served
   */
  static TorchModel load(Path file, Stated stated) {
    try {
      TorchFile.check(file);
      TorchModule module = TorchModule.load(file);
      try {
        return of(module, file, stated);
      } catch (IOException | RuntimeException e) {
        module.close();
        throw e;
      }
    } catch (TorchException fault) {
      throw new ContainerException(
          "model file %s: %s; expected a module %s that takes one tensor of rows"
              .formatted(file.getFileName(), fault.getMessage(), EXPECTED),
          fault);
    } catch (LinkageError e) {
      throw NativeLibrary.missing(
          "PyTorch",
          "Linux on x86-64 with glibc, libstdc++6 and a temporary folder (java.io.tmpdir) to unpack it to",
          e);
    } catch (IOException e) {
      throw new ContainerException("cannot read model file " + file.getFileName(), e);
    }
  }

  private static TorchModel of(TorchModule module, Path file, Stated stated) throws IOException {
    int width = stated.width() == 0 ? TorchWidth.of(module) : stated.width();
    int numbers = RowsCheck.numbersPerRow(module, width);
    return new TorchModel(
        module, width, stated.columns(), stated.output(numbers), loaded(Files.size(file)));
  }

  /** The most that a file of this size needs while it is loaded; measured. */
  static MemoryUse loading(long fileBytes) {
    return new MemoryUse(0, (4L << 20) + 3 * fileBytes);
  }

  private static MemoryUse loaded(long fileBytes) {
    return new MemoryUse(0, (2L << 20) + 2 * fileBytes);
  }

  @Override
  public String engine() {
    return ENGINE;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public ModelOutput output() {
    return output;
  }

  @Override
  public Predictions predict(RowMatrix rows) {
    List<Predictions> chunks = new ArrayList<>();
    for (int begin = 0; begin < rows.count(); begin += CHUNK_ROWS) {
      chunks.add(run(rows, begin, Math.min(CHUNK_ROWS, rows.count() - begin)));
    }
    return chunks.size() == 1 ? chunks.getFirst() : joined(chunks, rows.count());
  }

  private Predictions run(RowMatrix rows, int begin, int count) {
    Predictions found;
    try {
      found = module.run(rows, begin, count);
    } catch (TorchException e) {
      throw new IllegalStateException("PyTorch failed to predict", e);
    }
    if (found.width() != output.width()) {
      throw new IllegalStateException(
          "the module gives %d numbers for a row, and gave %d at the start"
              .formatted(found.width(), output.width()));
    }
    return found;
  }

  private Predictions joined(List<Predictions> chunks, int rows) {
    int size = Math.multiplyExact(rows, output.width());
    if (chunks.stream().allMatch(Predictions.OfFloats.class::isInstance)) {
      float[] floats = new float[size];
      fill(chunks, (at, value) -> floats[at] = (float) value);
      return new Predictions.OfFloats(floats, output.width());
    }
    double[] doubles = new double[size];
    fill(chunks, (at, value) -> doubles[at] = value);
    return new Predictions.OfDoubles(doubles, output.width());
  }

  private interface Cells {
    void set(int at, double value);
  }

  private static void fill(List<Predictions> chunks, Cells cells) {
    int at = 0;
    for (Predictions chunk : chunks) {
      for (int i = 0; i < chunk.count() * chunk.width(); i++) {
        cells.set(at++, chunk.value(i / chunk.width(), i % chunk.width()));
      }
    }
  }

  /** What a module computes before its last layer is not known. */
  @Override
  public Predictions margins(RowMatrix rows) {
    return predict(rows);
  }

  /** Of the binding: each tensor is an object that its manager knows. */
  @Override
  public boolean warmsSlowly() {
    return true;
  }

  @Override
  public MemoryUse memory() {
    return memory;
  }

  @Override
  public void close() {
    module.close();
  }
}
