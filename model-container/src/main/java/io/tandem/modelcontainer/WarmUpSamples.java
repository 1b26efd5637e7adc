package io.tandem.modelcontainer;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.MediaType;
import io.tandem.modelcontainer.formats.AnswerWriter;
import io.tandem.modelcontainer.formats.RowsReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** One row in every format there is, asked for in every answer there is. */
final class WarmUpSamples {
  private WarmUpSamples() {}

  /**
   * @param row NaN is a missing value
   * @param fingerprints of the model, without which its vectors would be refused
   * @param attributes of further samples; empty for none
   */
  static List<Invocation> of(float[] row, Fingerprints fingerprints, String attributes) {
    List<Invocation> samples = new ArrayList<>();
    for (String contentType : RowsReader.CONTENT_TYPES) {
      byte[] body = body(contentType, row);
      MediaType type =
          contentType.equals(MediaType.VECTORS_CSV)
              ? fingerprints.asParametersOf(contentType)
              : MediaType.of(contentType);
      for (String accept : AnswerWriter.ACCEPTS) {
        samples.add(new Invocation(type, MediaType.of(accept), Body.of(body)));
        if (!attributes.isEmpty()) {
          samples.add(new Invocation(type, MediaType.of(accept), Body.of(body), attributes));
        }
      }
    }
    return samples;
  }

  private static byte[] body(String contentType, float[] row) {
    return switch (contentType) {
      case MediaType.CSV, MediaType.VECTORS_CSV -> utf8(text(row, "", "", "\n"));
      case MediaType.JSON -> utf8(text(row, "null", "{\"instances\":[[", "]]}"));
      case MediaType.JSON_LINES -> utf8(text(row, "null", "{\"features\":[", "]}\n"));
      case MediaType.NPY -> npy(row);
      default -> throw new IllegalArgumentException("no sample for " + contentType);
    };
  }

  private static String text(float[] row, String missing, String begin, String end) {
    StringJoiner text = new StringJoiner(",", begin, end);
    for (float value : row) {
      text.add(Float.isNaN(value) ? missing : Float.toString(value));
    }
    return text.toString();
  }

  private static byte[] npy(float[] row) {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d,), }\n".formatted(row.length);
    ByteBuffer npy =
        ByteBuffer.allocate(10 + header.length() + row.length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
            .putShort((short) header.length())
            .put(utf8(header));
    for (float value : row) {
      npy.putFloat(value);
    }
    return npy.array();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
