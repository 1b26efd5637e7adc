package io.tandem.modelcontainer.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import io.tandem.modelcontainer.model.Rows;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
  private record Input(String name, boolean isDouble, int rank, int first, int width) {}

  private final List<Input> inputs;
  private final int width;
  private final List<String> columns;
  private final boolean singleRows;

  private OnnxInputs(List<Input> inputs, int width, List<String> columns, boolean singleRows) {
    this.inputs = inputs;
    this.width = width;
    this.columns = columns;
    this.singleRows = singleRows;
  }

  static OnnxInputs of(Collection<NodeInfo> nodes, List<String> columns) {
    List<Input> inputs = new ArrayList<>();
    boolean singleRows = false;
    int next = 0;
    for (NodeInfo node : nodes) {
      TensorInfo tensor = tensor(node);
      long[] shape = tensor.getShape();
      singleRows |= shape[0] == 1;
      int width = width(node, shape, nodes.size() == 1 ? columns.size() : 0);
      boolean isDouble = tensor.type == OnnxJavaType.DOUBLE;
      inputs.add(new Input(node.getName(), isDouble, shape.length, next, width));
      next += width;
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
      throw new OnnxFault(
          "its inputs (%s) are not the columns of the manifest"
              .formatted(String.join(", ", names.subList(0, Math.min(names.size(), 10)))));
    }
    return inputs.stream()
        .map(
            input ->
                new Input(input.name, input.isDouble, input.rank, columns.indexOf(input.name), 1))
        .toList();
  }

  private static TensorInfo tensor(NodeInfo node) {
    if (node.getInfo() instanceof TensorInfo tensor
        && (tensor.type == OnnxJavaType.FLOAT || tensor.type == OnnxJavaType.DOUBLE)
        && (tensor.getShape().length == 1 || tensor.getShape().length == 2)) {
      if (tensor.getShape()[0] > 1) {
        throw new OnnxFault(
            "input %s takes exactly %d rows".formatted(node.getName(), tensor.getShape()[0]));
      }
      return tensor;
    }
    throw new OnnxFault(
        "input %s is not a float or double tensor of one or two dimensions"
            .formatted(node.getName()));
  }

  private static int width(NodeInfo node, long[] shape, int known) {
    if (shape.length == 1) {
      return 1;
    }
    if (shape[1] > 0 && shape[1] <= 1 << 20) {
      return (int) shape[1];
    }
    if (shape[1] < 0 && known > 0) {
      return known;
    }
    throw new OnnxFault(
        "input %s does not state its number of columns: name them in manifest.json"
            .formatted(node.getName()));
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

  /** To be closed by the caller. */
  Map<String, OnnxTensor> tensors(OrtEnvironment environment, Rows rows) throws OrtException {
    Map<String, OnnxTensor> tensors = LinkedHashMap.newLinkedHashMap(inputs.size());
    try {
      for (Input input : inputs) {
        tensors.put(input.name, tensor(environment, input, rows));
      }
      return tensors;
    } catch (OrtException | RuntimeException e) {
      tensors.values().forEach(OnnxTensor::close);
      throw e;
    }
  }

  private OnnxTensor tensor(OrtEnvironment environment, Input input, Rows rows)
      throws OrtException {
    long[] shape =
        input.rank == 1 ? new long[] {rows.count()} : new long[] {rows.count(), input.width};
    int size = rows.count() * input.width;
    if (input.isDouble) {
      double[] values = new double[size];
      for (int i = 0; i < size; i++) {
        values[i] = rows.value(i / input.width, input.first + i % input.width);
      }
      return OnnxTensor.createTensor(environment, DoubleBuffer.wrap(values), shape);
    }
    if (input.width == rows.width()) {
      return OnnxTensor.createTensor(environment, FloatBuffer.wrap(rows.values(), 0, size), shape);
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = rows.value(i / input.width, input.first + i % input.width);
    }
    return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
  }
}
