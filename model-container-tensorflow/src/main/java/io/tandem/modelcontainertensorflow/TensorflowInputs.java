package io.tandem.modelcontainertensorflow;

import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.engine.Stated;
import io.tandem.modelcontainer.engine.UnfitModelException;
import io.tandem.modelcontainertensorflow.Signature.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of a row become the input tensors of a model: one tensor {@code [rows, width]},
 * or one of a column each, by its name.
 *
 * @param columns their names, or empty
 * @param singleRows whether the model takes one row at a time
 */
record TensorflowInputs(List<Input> inputs, int width, List<String> columns, boolean singleRows) {
  /**
   * One tensor.
   *
   * @param rank 1 for {@code [rows]}, 2 for {@code [rows, width]}
   * @param first the column of a row where it begins
   */
  record Input(Tensor tensor, Signature.Type type, int rank, int first, int width) {}

  TensorflowInputs {
    inputs = List.copyOf(inputs);
    columns = List.copyOf(columns);
  }

  /**
   * @param stated of the columns, for what the signature leaves open
   * @throws UnfitModelException when rows of numbers cannot fill them
   */
  static TensorflowInputs of(Signature signature, Stated stated) {
    List<String> columns = stated.columns();
    List<Tensor> tensors = signature.inputs();
    if (tensors.isEmpty()) {
      throw new UnfitModelException(
          "signature %s has no input: expected one tensor of numbers".formatted(signature.name()));
    }
    boolean isOne = tensors.size() == 1;
    if (!isOne) {
      checkNames(signature, columns);
    }
    List<Input> inputs = new ArrayList<>();
    boolean singleRows = false;
    int width = 0;
    for (Tensor tensor : tensors) {
      Input input = input(tensor, isOne ? 0 : columns.indexOf(tensor.name()), stated.width());
      if (!isOne && input.width != 1) {
        throw new UnfitModelException(
            "input %s has %d columns: of several inputs each is one column"
                .formatted(tensor.name(), input.width));
      }
      inputs.add(input);
      singleRows |= rows(tensor) == 1;
      width += input.width;
    }
    return new TensorflowInputs(inputs, width, isOne ? List.of() : columns, singleRows);
  }

  /** A signature has no order: only names tell which column is meant. */
  private static void checkNames(Signature signature, List<String> columns) {
    List<String> names = signature.inputs().stream().map(Tensor::name).toList();
    if (columns.isEmpty()) {
      throw new UnfitModelException(
          "signature %s has several inputs (%s), which have no order: name the columns in manifest.json (bind --features)"
              .formatted(signature.name(), Signature.listed(names)));
    }
    if (columns.size() != names.size() || !new HashSet<>(columns).containsAll(names)) {
      throw new UnfitModelException(
          "its inputs (%s) are not the columns of the manifest".formatted(Signature.listed(names)));
    }
  }

  private static Input input(Tensor tensor, int first, int known) {
    Signature.@Nullable Type type = Signature.Type.of(tensor.type());
    if (type == null || tensor.place().isEmpty()) {
      throw new UnfitModelException(
          "input %s is not a tensor of float or double: turn text and classes into numbers before the model"
              .formatted(tensor.name()));
    }
    @Nullable List<Long> shape = tensor.shape();
    if (shape == null || shape.isEmpty() || shape.size() > 2) {
      throw new UnfitModelException(
          "input %s is not a tensor of one or two dimensions, [rows] or [rows, columns]"
              .formatted(tensor.name()));
    }
    if (rows(tensor) > 1 || rows(tensor) == 0) {
      throw new UnfitModelException(
          "input %s takes exactly %d rows: save the model for any number of rows"
              .formatted(tensor.name(), rows(tensor)));
    }
    long width = shape.size() == 1 ? 1 : shape.get(1);
    if (width < 0 && known > 0) {
      width = known;
    }
    if (width <= 0) {
      throw new UnfitModelException(
          "input %s does not state its number of columns: name them in manifest.json"
              .formatted(tensor.name()));
    }
    if (width > RowMatrix.MAX_WIDTH) {
      throw new UnfitModelException(
          "input %s has %d columns; at most %d are served"
              .formatted(tensor.name(), width, RowMatrix.MAX_WIDTH));
    }
    return new Input(tensor, type, shape.size(), first, (int) width);
  }

  private static long rows(Tensor tensor) {
    @Nullable List<Long> shape = tensor.shape();
    return shape == null ? -1 : shape.getFirst();
  }
}
