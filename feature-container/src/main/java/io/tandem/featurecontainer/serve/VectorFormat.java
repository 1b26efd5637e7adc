package io.tandem.featurecontainer.serve;

import io.tandem.inferenceserver.resources.ByteBuilder;
import io.tandem.sharedfeatures.VectorText;
import java.nio.charset.StandardCharsets;

/** The formats of vectors, in answers and in files. Vectors are written one after the other. */
public enum VectorFormat {
  /** A line per vector; missing is an empty field. */
  CSV {
    @Override
    public void vector(ByteBuilder out, float[] vector, boolean first) {
      out.append(
          VectorText.maxCsvBytes(vector.length), (bytes, at) -> VectorText.csv(vector, bytes, at));
    }
  },

  /**
   * {@code {"instances":[{"features":[1.5,null]}]}}, as SageMaker's built-in algorithms read it.
   */
  JSON {
    @Override
    public void begin(ByteBuilder out) {
      out.append("{\"instances\":[");
    }

    @Override
    public void vector(ByteBuilder out, float[] vector, boolean first) {
      out.append(first ? "" : ",");
      object(out, vector);
    }

    @Override
    public void end(ByteBuilder first, ByteBuilder last, int vectors, int width) {
      last.append("]}");
    }
  },

  /** {@code {"features":[1.5,null]}} per line. */
  JSON_LINES {
    @Override
    public void vector(ByteBuilder out, float[] vector, boolean first) {
      object(out, vector);
      out.append((byte) '\n');
    }
  },

  /**
   * NumPy's format, version 1.0: {@code float32}, little-endian, rows by columns in C order;
   * missing is NaN. Format: numpy.lib.format, NEP 1.
   */
  NPY {
    @Override
    public void begin(ByteBuilder out) {
      out.append(new byte[NPY_HEADER]);
    }

    @Override
    public void vector(ByteBuilder out, float[] vector, boolean first) {
      for (float value : vector) {
        out.appendLittleEndian(Float.floatToIntBits(value));
      }
    }

    @Override
    public void end(ByteBuilder first, ByteBuilder last, int vectors, int width) {
      String shape = "(" + vectors + ", " + width + ")";
      String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
      int length = NPY_HEADER - NPY_PREFIX;
      first.set(0, (byte) 0x93);
      first.set(1, "NUMPY\u0001\u0000");
      first.set(8, (byte) length);
      first.set(9, (byte) 0);
      first.set(NPY_PREFIX, header + " ".repeat(length - 1 - header.length()) + "\n");
    }
  };

  /** Magic string, version and header length. */
  private static final int NPY_PREFIX = 10;

  /** All before the data, which must start at a multiple of 64 bytes; any shape finds its place. */
  private static final int NPY_HEADER = 128;

  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  public void begin(ByteBuilder out) {}

  public abstract void vector(ByteBuilder out, float[] vector, boolean first);

  /** To the same bytes as those before, or to others: the first and the last of several. */
  public void end(ByteBuilder first, ByteBuilder last, int vectors, int width) {}

  private static void object(ByteBuilder out, float[] vector) {
    out.append("{\"features\":[");
    out.append(
        VectorText.maxBytes(vector.length, NULL),
        (bytes, at) -> VectorText.fields(vector, NULL, bytes, at));
    out.append("]}");
  }
}
