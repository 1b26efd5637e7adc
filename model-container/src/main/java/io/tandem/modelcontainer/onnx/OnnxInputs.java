package io.tandem.modelcontainer.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.UnfitValue;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of a row become the input tensors of a model: one tensor {@code [rows, width]},
 * or several that share the columns between them.
 */
final class OnnxInputs {
  /**
   * One input tensor.
   *
   * @param rank 1 for {@code [rows]}, 2 for {@code [rows, width]}
   * @param first the column of a row where it begins
   */
  private record Input(String name, ColumnType type, int rank, int first, int width) {
    @Nullable UnfitValue unfit(RowMatrix rows) {
      for (int row = 0; row < rows.count(); row++) {
        for (int column = first; column < first + width; column++) {
          if (!type.takes(rows.value(row, column))) {
            return new UnfitValue(
                row,
                column,
                "%s, since the model's input %s is %s".formatted(type.expected(), name, type));
          }
        }
      }
      return null;
    }
  }

  /** The tensors of some rows, by the names of their inputs. */
  record Tensors(Map<String, OnnxTensor> byName) implements AutoCloseable {
    @Override
    public void close() {
      byName.values().forEach(OnnxTensor::close);
    }
  }

  private final List<Input> inputs;
  private final List<Input> choosy;
  private final int width;
  private final List<String> columns;
  private final boolean singleRows;

  private OnnxInputs(List<Input> inputs, int width, List<String> columns, boolean singleRows) {
    this.inputs = inputs;
    this.choosy = inputs.stream().filter(input -> !input.type.takesAll()).toList();
    this.width = width;
    this.columns = columns;
    this.singleRows = singleRows;
  }

  static OnnxInputs of(Collection<NodeInfo> nodes, List<String> columns) {
    if (nodes.isEmpty()) {
      throw new OnnxException(
          "it has no input: expected one tensor of numbers, or one for each column");
    }
    List<Input> inputs = new ArrayList<>();
    boolean singleRows = false;
    int next = 0;
    for (NodeInfo node : nodes) {
      TensorInfo tensor = tensor(node);
      long[] shape = tensor.getShape();
      singleRows |= shape[0] == 1;
      long width = width(node, shape, nodes.size() == 1 ? columns.size() : 0);
      if (width > RowMatrix.MAX_WIDTH - next) {
        throw new OnnxException(
            "with input %s it takes more than %d columns; at most so many are served"
                .formatted(node.getName(), RowMatrix.MAX_WIDTH));
      }
      inputs.add(new Input(node.getName(), type(node, tensor), shape.length, next, (int) width));
      next += (int) width;
    }
    boolean named = inputs.size() > 1 && inputs.stream().allMatch(input -> input.width == 1);
    if (!named) {
      return new OnnxInputs(inputs, next, List.of(), singleRows);
    }
    List<String> names = inputs.stream().map(Input::name).toList();
    if (!columns.isEmpty()) {
      inputs = byName(inputs, names, columns);
      names = columns;
    }
    return new OnnxInputs(inputs, next, names, singleRows);
  }

  private static List<Input> byName(List<Input> inputs, List<String> names, List<String> columns) {
    if (columns.size() != names.size() || !new HashSet<>(columns).containsAll(names)) {
      throw new OnnxException(
          "its inputs (%s) are not the columns of the manifest"
              .formatted(String.join(", ", names.subList(0, Math.min(names.size(), 10)))));
    }
    return inputs.stream()
        .map(input -> new Input(input.name, input.type, input.rank, columns.indexOf(input.name), 1))
        .toList();
  }

  private static TensorInfo tensor(NodeInfo node) {
    if (node.getInfo() instanceof TensorInfo tensor
        && (tensor.getShape().length == 1 || tensor.getShape().length == 2)) {
      if (tensor.getShape()[0] > 1) {
        throw new OnnxException(
            "input %s takes exactly %d rows: export the model for any number of rows, or for one"
                .formatted(node.getName(), tensor.getShape()[0]));
      }
      return tensor;
    }
    throw new OnnxException(
        "input %s is not a tensor of one or two dimensions, [rows] or [rows, columns]"
            .formatted(node.getName()));
  }

  private static ColumnType type(NodeInfo node, TensorInfo tensor) {
    @Nullable ColumnType type = ColumnType.of(tensor);
    if (type == null) {
      String found = tensor.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
      throw new OnnxException(
          "input %s is %s: expected numbers, that is float, double, float16, bfloat16, bool, int8 to int64 or uint8; turn text into numbers before the model, and export other whole numbers as int64"
              .formatted(node.getName(), found));
    }
    return type;
  }

  private static long width(NodeInfo node, long[] shape, int known) {
    if (shape.length == 1) {
      return 1;
    }
    if (shape[1] > 0) {
      return shape[1];
    }
    if (shape[1] < 0 && known > 0) {
      return known;
    }
    throw new OnnxException(
        "input %s does not state its number of columns: name them in manifest.json"
            .formatted(node.getName()));
  }

  /** The name of the input, if there is but one and it takes rows of that type. */
  Optional<String> only(ColumnType type) {
    boolean isOnly =
        inputs.size() == 1 && inputs.getFirst().rank == 2 && inputs.getFirst().type == type;
    return isOnly ? Optional.of(inputs.getFirst().name) : Optional.empty();
  }

  int width() {
    return width;
  }

  /** Empty when the model does not name its columns. */
  List<String> columns() {
    return columns;
  }

  /** Whether the model was exported for one row at a time. */
  boolean singleRows() {
    return singleRows;
  }

  /** Whether a column takes whole numbers only. */
  boolean isWhole(int column) {
    return inputs.stream()
        .filter(input -> column >= input.first && column < input.first + input.width)
        .anyMatch(input -> input.type.isWhole());
  }

  /** The first value that an input cannot take; null when there is none. */
  @Nullable UnfitValue unfit(RowMatrix rows) {
    @Nullable UnfitValue first = null;
    for (Input input : choosy) {
      @Nullable UnfitValue found = input.unfit(rows);
      if (found != null && (first == null || found.isBefore(first))) {
        first = found;
      }
    }
    return first;
  }

  /** To be closed by the caller. */
  Tensors tensors(OrtEnvironment environment, RowMatrix rows) throws OrtException {
    Map<String, OnnxTensor> tensors = LinkedHashMap.newLinkedHashMap(inputs.size());
    try {
      for (Input input : inputs) {
        tensors.put(input.name, tensor(environment, input, rows));
      }
      return new Tensors(tensors);
    } catch (OrtException | RuntimeException e) {
      tensors.values().forEach(OnnxTensor::close);
      throw e;
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Input input, RowMatrix rows)
      throws OrtException {
    long[] shape =
        input.rank == 1 ? new long[] {rows.count()} : new long[] {rows.count(), input.width};
    int size = rows.count() * input.width;
    if (input.width == rows.width()) {
      return input.type.tensor(environment, FloatBuffer.wrap(rows.values(), 0, size), shape);
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = rows.value(i / input.width, input.first + i % input.width);
    }
    return input.type.tensor(environment, FloatBuffer.wrap(values), shape);
  }
}
