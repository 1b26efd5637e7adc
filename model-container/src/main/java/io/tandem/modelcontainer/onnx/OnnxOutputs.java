package io.tandem.modelcontainer.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import io.tandem.modelcontainer.model.ModelOutput;
import io.tandem.modelcontainer.model.ModelOutput.Kind;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.io.CharTypes;

/**
 * Which output of a model holds its predictions, and what they mean.
 *
 * <p>A classifier has a label and its probabilities, as a tensor or, by ZipMap, as a sequence of
 * maps from label to probability. Any other model has one tensor of numbers, answered as it is.
 */
final class OnnxOutputs {
  private final String name;
  private final boolean isClassifier;
  private final int width;
  private final int skipped;
  private final boolean singlePrecision;
  private final List<Object> keys;
  private final ModelOutput output;

  private OnnxOutputs(
      String name,
      boolean isClassifier,
      int found,
      boolean singlePrecision,
      List<Object> keys,
      Kind kind) {
    this.name = name;
    this.isClassifier = isClassifier;
    // Of two probabilities that of the second class says all.
    this.skipped = kind == Kind.PROBABILITY && found == 2 ? 1 : 0;
    this.width = found - skipped;
    this.singlePrecision = singlePrecision;
    this.keys = keys;
    this.output =
        new ModelOutput(
            isClassifier ? "onnx classifier" : "onnx " + (kind == Kind.CLASS ? "label" : "output"),
            kind,
            keys.stream().map(OnnxOutputs::json).toList());
  }

  static OnnxOutputs of(Collection<NodeInfo> nodes) {
    List<NodeInfo> numbers = nodes.stream().filter(OnnxOutputs::isNumbers).toList();
    List<NodeInfo> maps = nodes.stream().filter(OnnxOutputs::isMaps).toList();
    List<NodeInfo> labels = nodes.stream().filter(OnnxOutputs::isLabel).toList();
    if (maps.size() == 1) {
      return declared(maps.get(0), true);
    }
    if (numbers.size() == 1) {
      return declared(numbers.get(0), !labels.isEmpty());
    }
    if (numbers.isEmpty() && labels.size() == 1 && isWhole(labels.get(0))) {
      return declared(labels.get(0), false);
    }
    throw new OnnxFault(
        "of its outputs (%s) it is not clear which one holds the prediction: expected one tensor"
                .formatted(String.join(", ", nodes.stream().map(NodeInfo::getName).toList()))
            + " of numbers, or a label and its probabilities");
  }

  private static OnnxOutputs declared(NodeInfo node, boolean isClassifier) {
    return new OnnxOutputs(node.getName(), isClassifier, 0, true, List.of(), Kind.SCORE);
  }

  /**
   * @param result for one row
   */
  OnnxOutputs learnFrom(OrtSession.Result result) throws OrtException {
    OnnxValue value = result.get(0);
    if (value instanceof OnnxSequence sequence) {
      return learnFromMaps(sequence);
    }
    TensorInfo info = ((OnnxTensor) value).getInfo();
    int found = (int) info.getNumElements();
    boolean single = info.type == OnnxJavaType.FLOAT;
    Kind kind = Kind.SCORE;
    if (isClassifier) {
      kind = found <= 2 ? Kind.PROBABILITY : Kind.PROBABILITIES;
    } else if (!single && info.type != OnnxJavaType.DOUBLE) {
      kind = Kind.CLASS;
    }
    if (found < 1) {
      throw new OnnxFault("output " + name + " is empty");
    }
    return new OnnxOutputs(name, isClassifier, found, single, List.of(), kind);
  }

  private OnnxOutputs learnFromMaps(OnnxSequence sequence) throws OrtException {
    Set<Object> keys = new TreeSet<>();
    boolean single = true;
    for (OnnxValue element : sequence.getValue()) {
      try (OnnxMap map = (OnnxMap) element) {
        for (Map.Entry<?, ?> entry : map.getValue().entrySet()) {
          keys.add(entry.getKey());
          single &= entry.getValue() instanceof Float;
        }
      }
    }
    if (keys.isEmpty()) {
      throw new OnnxFault("output " + name + " names no labels");
    }
    Kind kind = keys.size() == 2 ? Kind.PROBABILITY : Kind.PROBABILITIES;
    return new OnnxOutputs(name, true, keys.size(), single, new ArrayList<>(keys), kind);
  }

  private static boolean isNumbers(NodeInfo node) {
    return node.getInfo() instanceof TensorInfo tensor
        && (tensor.type == OnnxJavaType.FLOAT || tensor.type == OnnxJavaType.DOUBLE);
  }

  private static boolean isMaps(NodeInfo node) {
    return node.getInfo() instanceof SequenceInfo sequence && sequence.isSequenceOfMaps();
  }

  private static boolean isLabel(NodeInfo node) {
    return isWhole(node)
        || (node.getInfo() instanceof TensorInfo tensor && tensor.type == OnnxJavaType.STRING);
  }

  private static boolean isWhole(NodeInfo node) {
    return node.getInfo() instanceof TensorInfo tensor && tensor.type == OnnxJavaType.INT64;
  }

  private static String json(Object label) {
    if (label instanceof String text) {
      StringBuilder json = new StringBuilder("\"");
      CharTypes.appendQuoted(json, text);
      return json.append('"').toString();
    }
    return label.toString();
  }

  /** Of the outputs to compute. */
  Set<String> names() {
    return Set.of(name);
  }

  ModelOutput output() {
    return output;
  }

  /** Numbers per prediction. */
  int width() {
    return width;
  }

  boolean singlePrecision() {
    return singlePrecision;
  }

  /** Writes {@code rows * width()} numbers to {@code values} from {@code offset} on. */
  void read(OrtSession.Result result, int rows, double[] values, int offset) throws OrtException {
    OnnxValue value = result.get(0);
    if (value instanceof OnnxSequence sequence) {
      readMaps(sequence, rows, values, offset);
      return;
    }
    OnnxTensor tensor = (OnnxTensor) value;
    int found = width + skipped;
    if (tensor.getInfo().getNumElements() != (long) rows * found) {
      throw new IllegalStateException(
          "output %s has %d numbers for %d rows, expected %d for each"
              .formatted(name, tensor.getInfo().getNumElements(), rows, found));
    }
    switch (tensor.getInfo().type) {
      case FLOAT -> {
        FloatBuffer buffer = tensor.getFloatBuffer();
        for (int i = 0; i < rows * width; i++) {
          values[offset + i] = buffer.get(i / width * found + skipped + i % width);
        }
      }
      case DOUBLE -> {
        DoubleBuffer buffer = tensor.getDoubleBuffer();
        for (int i = 0; i < rows * width; i++) {
          values[offset + i] = buffer.get(i / width * found + skipped + i % width);
        }
      }
      default -> {
        LongBuffer buffer = tensor.getLongBuffer();
        for (int i = 0; i < rows * width; i++) {
          values[offset + i] = buffer.get(i);
        }
      }
    }
  }

  private void readMaps(OnnxSequence sequence, int rows, double[] values, int offset)
      throws OrtException {
    List<? extends OnnxValue> maps = sequence.getValue();
    try {
      if (maps.size() != rows) {
        throw new IllegalStateException(maps.size() + " maps for " + rows + " rows");
      }
      int next = offset;
      for (OnnxValue element : maps) {
        Map<?, ?> map = ((OnnxMap) element).getValue();
        for (int i = skipped; i < keys.size(); i++) {
          Object number = map.get(keys.get(i));
          values[next++] = number instanceof Number found ? found.doubleValue() : Double.NaN;
        }
      }
    } finally {
      maps.forEach(OnnxValue::close);
    }
  }
}
