package io.tandem.featurecontainer.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.inferenceserver.resources.ByteBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VectorFormatTest {
  private static final List<float[]> VECTORS =
      List.of(new float[] {1.5f, Float.NaN, 0}, new float[] {-3, 1e-7f, 16_777_216f});

  @Test
  void csvHasALinePerVectorAndAnEmptyFieldForMissing() {
    assertEquals("1.5,,0\n-3,1.0E-7,1.6777216E7\n", text(VectorFormat.CSV));
  }

  @Test
  void jsonHasInstancesAndNullForMissing() {
    assertEquals(
        "{\"instances\":[{\"features\":[1.5,null,0]},{\"features\":[-3,1.0E-7,1.6777216E7]}]}",
        text(VectorFormat.JSON));
  }

  @Test
  void jsonLinesHasAnObjectPerVector() {
    assertEquals(
        "{\"features\":[1.5,null,0]}\n{\"features\":[-3,1.0E-7,1.6777216E7]}\n",
        text(VectorFormat.JSON_LINES));
  }

  @Test
  void npyHasAnAlignedHeaderAndLittleEndianFloats() {
    byte[] bytes = bytes(VectorFormat.NPY);
    ByteBuffer npy = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

    assertEquals((byte) 0x93, npy.get(0));
    assertEquals("NUMPY\u0001\u0000", string(bytes, 1, 7));
    int data = 10 + npy.getShort(8);
    assertEquals(0, data % 64);
    assertEquals(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
        string(bytes, 10, data - 10).strip());
    assertEquals(1.5f, npy.getFloat(data));
    assertEquals(0x7fc00000, npy.getInt(data + 4));
    assertEquals(16_777_216f, npy.getFloat(data + 20));
    assertEquals(data + 24, npy.capacity());
  }

  private static byte[] bytes(VectorFormat format) {
    ByteBuilder out = new ByteBuilder(1);
    format.begin(out);
    format.vector(out, VECTORS.getFirst(), true);
    format.vector(out, VECTORS.getLast(), false);
    format.end(out, out, 2, 3);
    return out.toByteArray();
  }

  private static String text(VectorFormat format) {
    return new String(bytes(format), StandardCharsets.UTF_8);
  }

  private static String string(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.US_ASCII);
  }
}
