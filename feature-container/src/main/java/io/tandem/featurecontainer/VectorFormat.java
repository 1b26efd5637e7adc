package io.tandem.featurecontainer;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The forms a list of vectors takes on the wire. */
enum VectorFormat {
  /** A line per vector; missing is an empty field. */
  CSV {
    @Override
    byte[] write(List<float[]> vectors) {
      ByteBuilder out = sized(vectors);
      for (float[] vector : vectors) {
        fields(out, vector, "");
        out.append((byte) '\n');
      }
      return out.toByteArray();
    }
  },

  /**
   * {@code {"instances":[{"features":[1.5,null]}]}}, as SageMaker's built-in algorithms read it.
   */
  JSON {
    @Override
    byte[] write(List<float[]> vectors) {
      ByteBuilder out = sized(vectors);
      out.append("{\"instances\":[");
      String separator = "";
      for (float[] vector : vectors) {
        out.append(separator);
        object(out, vector);
        separator = ",";
      }
      out.append("]}");
      return out.toByteArray();
    }
  },

  /** {@code {"features":[1.5,null]}} per line. */
  JSON_LINES {
    @Override
    byte[] write(List<float[]> vectors) {
      ByteBuilder out = sized(vectors);
      for (float[] vector : vectors) {
        object(out, vector);
        out.append((byte) '\n');
      }
      return out.toByteArray();
    }
  },

  /**
   * NumPy's format, version 1.0: {@code float32}, little-endian, rows by columns in C order;
   * missing is NaN. Format: numpy.lib.format, NEP 1.
   */
  NPY {
    @Override
    byte[] write(List<float[]> vectors) {
      ByteBuilder out = sized(vectors);
      String shape = "(" + vectors.size() + ", " + vectors.getFirst().length + ")";
      String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
      // The data must start at a multiple of 64 bytes; the header ends with a line feed.
      int padding = 63 - (NPY_PREFIX + header.length()) % 64;
      int length = header.length() + padding + 1;
      out.append((byte) 0x93);
      out.append("NUMPY\u0001\u0000");
      out.append((byte) length);
      out.append((byte) (length >>> 8));
      out.append(header + " ".repeat(padding) + "\n");
      for (float[] vector : vectors) {
        for (float value : vector) {
          out.appendLittleEndian(Float.floatToIntBits(value));
        }
      }
      return out.toByteArray();
    }
  };

  /** Magic string, version and header length. */
  private static final int NPY_PREFIX = 10;

  private static final int EXPECTED_VALUE_BYTES = 6;

  /**
   * @param vectors at least one, all of one length
   */
  abstract byte[] write(List<float[]> vectors);

  private static ByteBuilder sized(List<float[]> vectors) {
    long expected = 64L + (long) vectors.size() * vectors.getFirst().length * EXPECTED_VALUE_BYTES;
    return new ByteBuilder((int) Math.min(expected, 1 << 26));
  }

  private static void object(ByteBuilder out, float[] vector) {
    out.append("{\"features\":[");
    fields(out, vector, "null");
    out.append("]}");
  }

  private static void fields(ByteBuilder out, float[] vector, String missing) {
    byte[] none = missing.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < vector.length; i++) {
      if (i > 0) {
        out.append((byte) ',');
      }
      if (Float.isNaN(vector[i])) {
        out.append(none);
      } else {
        out.append(vector[i]);
      }
    }
  }
}
