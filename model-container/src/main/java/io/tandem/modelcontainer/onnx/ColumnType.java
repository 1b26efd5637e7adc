package io.tandem.modelcontainer.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** The type of the numbers of an input, and which of a row's floats fit it. */
enum ColumnType {
  FLOAT(OnnxJavaType.FLOAT),
  DOUBLE(OnnxJavaType.DOUBLE),
  /** The nearest one is taken: the model computes with no more digits. */
  FLOAT16(OnnxJavaType.FLOAT16, -65504, 65504, false),
  BFLOAT16(OnnxJavaType.BFLOAT16, -0x1.FEp127, 0x1.FEp127, false),
  INT8(OnnxJavaType.INT8, Byte.MIN_VALUE, Byte.MAX_VALUE, true),
  UINT8(OnnxJavaType.UINT8, 0, 255, true),
  INT16(OnnxJavaType.INT16, Short.MIN_VALUE, Short.MAX_VALUE, true),
  INT32(OnnxJavaType.INT32),
  INT64(OnnxJavaType.INT64),
  BOOL(OnnxJavaType.BOOL, 0, 1, true);

  private final OnnxJavaType type;
  private final double lowest;
  private final double highest;
  private final boolean isWhole;

  ColumnType(OnnxJavaType type, double lowest, double highest, boolean isWhole) {
    this.type = type;
    this.lowest = lowest;
    this.highest = highest;
    this.isWhole = isWhole;
  }

  /** A type with room for every float, or for every whole number that a float can state. */
  ColumnType(OnnxJavaType type) {
    this.type = type;
    this.isWhole = type == OnnxJavaType.INT32 || type == OnnxJavaType.INT64;
    // From 2^24 on, two whole numbers that a caller sends can be the same float.
    this.highest = isWhole ? (1 << 24) - 1 : Double.POSITIVE_INFINITY;
    this.lowest = -highest;
  }

  /** Null for what no number of a row can be turned into, such as text. */
  static @Nullable ColumnType of(TensorInfo tensor) {
    return switch (tensor.onnxType) {
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> FLOAT;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> DOUBLE;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> FLOAT16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> BFLOAT16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> INT8;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> UINT8;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> INT16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> INT32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> INT64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> BOOL;
      default -> null;
    };
  }

  boolean takesAll() {
    return this == FLOAT || this == DOUBLE;
  }

  boolean isWhole() {
    return isWhole;
  }

  boolean takes(float value) {
    if (Float.isNaN(value)) {
      return !isWhole;
    }
    return value >= lowest && value <= highest && (!isWhole || value == (int) value);
  }

  /** For people: which numbers it takes. */
  String expected() {
    if (this == BOOL) {
      return "0 or 1";
    }
    return isWhole
        ? "a whole number from %d to %d".formatted((int) lowest, (int) highest)
        : "a number from %s to %s".formatted((float) lowest, (float) highest);
  }

  /**
   * A tensor of the numbers, to be closed by the caller.
   *
   * @param values all of which it {@link #takes}
   */
  OnnxTensor tensor(OrtEnvironment environment, FloatBuffer values, long[] shape)
      throws OrtException {
    if (this == FLOAT) {
      return OnnxTensor.createTensor(environment, values, shape);
    }
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.remaining() * type.size).order(ByteOrder.nativeOrder());
    while (values.hasRemaining()) {
      put(values.get(), bytes);
    }
    return OnnxTensor.createTensor(environment, bytes.flip(), shape, type);
  }

  private void put(float value, ByteBuffer out) {
    switch (this) {
      case FLOAT -> out.putFloat(value);
      case DOUBLE -> out.putDouble(value);
      case FLOAT16 -> out.putShort(Float.floatToFloat16(value));
      case BFLOAT16 -> out.putShort(upperHalf(value));
      case INT8, UINT8, BOOL -> out.put((byte) (int) value);
      case INT16 -> out.putShort((short) value);
      case INT32 -> out.putInt((int) value);
      case INT64 -> out.putLong((long) value);
    }
  }

  /** Rounded to the nearest, of two to the even one. */
  private static short upperHalf(float value) {
    int bits = Float.floatToIntBits(value);
    return (short)
        (Float.isNaN(value) ? bits >>> 16 : (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }
}
