package io.tandem.modelcontainer.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which output of a model holds its predictions.
 *
 * <p>A classifier has a label and its probabilities, as a tensor or, by ZipMap, as a sequence of
 * maps from label to probability. Any other model has one tensor of numbers, answered as it is.
 *
 * @param name of the output that is answered
 * @param label the name of the output with the label beside it; null when there is none
 */
record OnnxOutputs(String name, @Nullable String label) {
  static OnnxOutputs of(Collection<NodeInfo> nodes) {
    List<NodeInfo> numbers = nodes.stream().filter(OnnxOutputs::isNumbers).toList();
    List<NodeInfo> maps = nodes.stream().filter(OnnxOutputs::isMaps).toList();
    List<NodeInfo> labels = nodes.stream().filter(OnnxOutputs::isLabel).toList();
    @Nullable String label = labels.isEmpty() ? null : labels.get(0).getName();
    if (maps.size() == 1) {
      return new OnnxOutputs(maps.get(0).getName(), label);
    }
    if (numbers.size() == 1) {
      return new OnnxOutputs(numbers.get(0).getName(), label);
    }
    if (numbers.isEmpty() && labels.size() == 1 && isWhole(labels.get(0))) {
      return new OnnxOutputs(labels.get(0).getName(), null);
    }
    List<String> names = nodes.stream().map(NodeInfo::getName).limit(10).toList();
    throw new OnnxException(
        "of its outputs (%s) it is not clear which one holds the prediction: expected one tensor of numbers, or a label and its probabilities"
            .formatted(String.join(", ", names)));
  }

  private static boolean isNumbers(NodeInfo node) {
    return node.getInfo() instanceof TensorInfo tensor
        && switch (tensor.type) {
          case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> true;
          default -> false;
        };
  }

  private static boolean isMaps(NodeInfo node) {
    return node.getInfo() instanceof SequenceInfo sequence && sequence.isSequenceOfMaps();
  }

  private static boolean isLabel(NodeInfo node) {
    return isWhole(node)
        || (node.getInfo() instanceof TensorInfo tensor
            && tensor.onnxType == TensorInfo.OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING);
  }

  private static boolean isWhole(NodeInfo node) {
    return node.getInfo() instanceof TensorInfo tensor && isWhole(tensor);
  }

  private static boolean isWhole(TensorInfo tensor) {
    @Nullable ColumnType type = ColumnType.of(tensor);
    return type != null && type.isWhole();
  }

  /** The outputs to compute for a prediction. */
  Set<String> names() {
    return Set.of(name);
  }

  /** Those to compute for {@link #learnFrom}. */
  Set<String> allNames() {
    return label == null ? names() : Set.of(name, label);
  }

  /**
   * What only a result shows.
   *
   * @param result for one row, of {@link #allNames}
   * @param classes of the output, in the order of its numbers; empty when unknown
   */
  Learned learnFrom(OrtSession.Result result, List<Object> classes) throws OrtException {
    OnnxValue value = result.get(name).orElseThrow();
    if (value instanceof OnnxSequence sequence) {
      OutputNumbers maps = OutputNumbers.OfMaps.of(name, sequence, classes);
      return new Learned(maps, false, 1, classes);
    }
    TensorInfo info = ((OnnxTensor) value).getInfo();
    OutputNumbers numbers = OutputNumbers.OfTensor.of(name, info);
    long labels =
        label == null
            ? 0
            : ((OnnxTensor) result.get(label).orElseThrow()).getInfo().getNumElements();
    boolean areOfIt =
        classes.size() == numbers.width() && Set.copyOf(classes).size() == classes.size();
    return new Learned(numbers, isWhole(info), (int) labels, areOfIt ? classes : List.of());
  }

  /**
   * An output as it was found.
   *
   * @param isLabel whether the numbers themselves are a label
   * @param labels that the model gives to one row: none to no classifier; several answer several
   *     questions
   * @param classes in the order of the numbers; empty when unknown
   */
  record Learned(OutputNumbers numbers, boolean isLabel, int labels, List<Object> classes) {
    Learned {
      classes = List.copyOf(classes);
    }
  }
}
