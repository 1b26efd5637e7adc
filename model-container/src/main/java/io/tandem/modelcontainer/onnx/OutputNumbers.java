package io.tandem.modelcontainer.onnx;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** How the numbers of an output are read: equally many for each row that was sent. */
sealed interface OutputNumbers {
  /** Numbers for a row. */
  int width();

  boolean singlePrecision();

  /**
   * Writes {@code rows * width()} numbers to {@code into} from {@code offset} on.
   *
   * @throws OnnxException when the output has not as many for each row
   */
  void read(OnnxValue value, int rows, NumberArray into, int offset) throws OrtException;

  /**
   * A tensor {@code [rows]} or {@code [rows, ...]}; for one row, of any shape.
   *
   * @param ofOneRow what it is for one row
   */
  record OfTensor(String name, TensorInfo ofOneRow, int width, boolean singlePrecision)
      implements OutputNumbers {
    private static final int MAX_WIDTH = 1 << 20;

    /** As many as the output for one row has. */
    static OfTensor of(String name, TensorInfo info) {
      long found = info.getNumElements();
      if (found < 1 || found > MAX_WIDTH) {
        throw new OnnxException("output %s has %d numbers for one row".formatted(name, found));
      }
      return new OfTensor(name, info, (int) found, isSinglePrecision(info));
    }

    /** Whole numbers are not: a label can have more digits than a float. */
    private static boolean isSinglePrecision(TensorInfo info) {
      return switch (info.type) {
        case FLOAT, FLOAT16, BFLOAT16 -> true;
        default -> false;
      };
    }

    @Override
    public void read(OnnxValue value, int rows, NumberArray into, int offset) throws OrtException {
      OnnxTensor tensor = (OnnxTensor) value;
      TensorInfo info = tensor.getInfo();
      long[] shape = info.getShape();
      int count = rows * width;
      if (info.getNumElements() != count || !areRows(shape, rows)) {
        throw new OnnxException(
            "output %s has the shape %s for %d rows: expected equally many numbers for each row, those of a row together"
                .formatted(name, Arrays.toString(shape), rows));
      }
      switch (info.type) {
        case FLOAT, FLOAT16, BFLOAT16 -> {
          FloatBuffer numbers = tensor.getFloatBuffer();
          for (int i = 0; i < count; i++) {
            into.set(offset + i, numbers.get(i));
          }
        }
        case DOUBLE -> {
          DoubleBuffer numbers = tensor.getDoubleBuffer();
          for (int i = 0; i < count; i++) {
            into.set(offset + i, numbers.get(i));
          }
        }
        default -> readWhole(tensor, info, count, into, offset);
      }
    }

    /** Of {@code [1, rows]} the numbers lie as those of {@code [rows]} do. */
    private static boolean areRows(long[] shape, int rows) {
      return rows == 1
          || Arrays.stream(shape).filter(dimension -> dimension != 1).limit(1).sum() == rows;
    }

    private static void readWhole(
        OnnxTensor tensor, TensorInfo info, int count, NumberArray into, int offset) {
      switch (info.onnxType) {
        case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> {
          LongBuffer numbers = tensor.getLongBuffer();
          for (int i = 0; i < count; i++) {
            into.set(offset + i, (double) numbers.get(i));
          }
        }
        case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> {
          IntBuffer numbers = tensor.getIntBuffer();
          for (int i = 0; i < count; i++) {
            into.set(offset + i, numbers.get(i));
          }
        }
        case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> {
          ShortBuffer numbers = tensor.getShortBuffer();
          for (int i = 0; i < count; i++) {
            into.set(offset + i, numbers.get(i));
          }
        }
        default -> {
          boolean signed =
              info.onnxType == TensorInfo.OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8;
          ByteBuffer numbers = tensor.getByteBuffer();
          for (int i = 0; i < count; i++) {
            into.set(offset + i, signed ? numbers.get(i) : numbers.get(i) & 0xff);
          }
        }
      }
    }
  }

  /**
   * A sequence of maps from label to number.
   *
   * @param labels in the order of the numbers
   */
  record OfMaps(String name, List<Object> labels, boolean singlePrecision)
      implements OutputNumbers {
    /** As the output for one row has it. */
    static OfMaps of(String name, OnnxSequence sequence, List<Object> labels) throws OrtException {
      List<? extends OnnxValue> maps = sequence.getValue();
      try {
        if (maps.size() != 1) {
          throw new OnnxException("output %s has %d maps for one row".formatted(name, maps.size()));
        }
        Map<?, ?> map = ((OnnxMap) maps.get(0)).getValue();
        if (labels.size() != map.size() || !map.keySet().equals(new HashSet<>(labels))) {
          throw new OnnxException(
              "output %s: the order of its classes is not known: no ZipMap with these labels makes it"
                  .formatted(name));
        }
        boolean single = map.values().stream().allMatch(Float.class::isInstance);
        return new OfMaps(name, labels, single);
      } finally {
        maps.forEach(OnnxValue::close);
      }
    }

    @Override
    public int width() {
      return labels.size();
    }

    @Override
    public void read(OnnxValue value, int rows, NumberArray into, int offset) throws OrtException {
      List<? extends OnnxValue> maps = ((OnnxSequence) value).getValue();
      try {
        if (maps.size() != rows) {
          throw new OnnxException(
              "output %s has %d maps for %d rows: expected one for each"
                  .formatted(name, maps.size(), rows));
        }
        int next = offset;
        for (OnnxValue element : maps) {
          Map<?, ?> map = ((OnnxMap) element).getValue();
          for (Object label : labels) {
            Object number = map.get(label);
            into.set(next++, number instanceof Number found ? found.doubleValue() : Double.NaN);
          }
        }
      } finally {
        maps.forEach(OnnxValue::close);
      }
    }
  }
}
