package io.tandem.modelcontainertorch;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * A loaded module, in inference mode. It may be run by many threads at once; what a run takes is
 * freed at its end. To be closed.
 */
final class TorchModule implements AutoCloseable {
  private static final int MAX_OUTPUTS = 1 << 20;

  private final Model model;
  private final ParameterStore parameters;

  private TorchModule(Model model) {
    this.model = model;
    this.parameters = new ParameterStore(model.getNDManager(), false);
  }

  /**
   * @throws TorchException when the library cannot load it
   * @throws LinkageError when there is no library
   */
  static TorchModule load(Path file) throws IOException {
    Engine engine = TorchLibrary.engine();
    Model model = engine.newModel(String.valueOf(file.getFileName()), Device.cpu());
    try {
      // A module that was saved on a graphics card is loaded to the processor.
      model.load(file, null, Map.of("mapLocation", "true"));
      return new TorchModule(model);
    } catch (MalformedModelException | RuntimeException e) {
      model.close();
      throw new TorchException("PyTorch cannot load it: " + said(e), e);
    }
  }

  /** The last dimension of each of its weights that has two, such as a linear layer's. */
  List<Integer> widthsOfWeights() {
    return model.getBlock().getDirectParameters().values().stream()
        .map(Parameter::getArray)
        .map(NDArray::getShape)
        .filter(shape -> shape.dimension() == 2)
        .map(shape -> shape.get(1))
        .filter(width -> width >= 1 && width <= RowMatrix.MAX_WIDTH)
        .map(Math::toIntExact)
        .distinct()
        .toList();
  }

  /**
   * What it computes for some rows.
   *
   * @param begin the first of the rows
   * @throws TorchException when it fails, or gives something else than equally many numbers for
   *     each row
   */
  Predictions run(RowMatrix rows, int begin, int count) {
    try (NDManager call = model.getNDManager().newSubManager()) {
      int width = rows.width();
      FloatBuffer values = FloatBuffer.wrap(rows.values(), begin * width, count * width);
      NDArray input = call.create(values, new Shape(count, width), DataType.FLOAT32);
      NDList outputs = model.getBlock().forward(parameters, new NDList(input), false);
      if (outputs.size() != 1) {
        throw new TorchException("it gives %d tensors, expected one".formatted(outputs.size()));
      }
      return numbers(outputs.get(0), count);
    } catch (TorchException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new TorchException(said(e), e);
    }
  }

  private static Predictions numbers(NDArray output, int rows) {
    long[] shape = output.getShape().getShape();
    long size = output.getShape().size();
    if (size < 1 || size % rows != 0 || size / rows > MAX_OUTPUTS || !areRows(shape, rows)) {
      throw new TorchException(
          "it gives a tensor of the shape %s for %d rows; expected equally many numbers for each row, those of a row together"
              .formatted(Arrays.toString(shape), rows));
    }
    int width = Math.toIntExact(size / rows);
    return switch (output.getDataType()) {
      case FLOAT32 -> new Predictions.OfFloats(output.toFloatArray(), width);
      case FLOAT64 -> new Predictions.OfDoubles(output.toDoubleArray(), width);
      default ->
          throw new TorchException(
              "it gives a tensor of %s; expected float32 or float64"
                  .formatted(output.getDataType()));
    };
  }

  /** Of {@code [1, rows]} the numbers lie as those of {@code [rows]} do. */
  private static boolean areRows(long[] shape, int rows) {
    return rows == 1
        || Arrays.stream(shape).filter(dimension -> dimension != 1).limit(1).sum() == rows;
  }

  /** What the library says in several lines, its own stack among them, as one. */
  private static String said(Exception e) {
    List<String> lines =
        Objects.requireNonNullElse(e.getMessage(), e.toString())
            .lines()
            .map(String::strip)
            .filter(Predicate.not(String::isEmpty))
            .toList();
    return lines.stream()
        .filter(line -> line.startsWith("RuntimeError: "))
        .findFirst()
        .orElse(lines.isEmpty() ? "" : lines.getFirst());
  }

  @Override
  public void close() {
    model.close();
  }
}
