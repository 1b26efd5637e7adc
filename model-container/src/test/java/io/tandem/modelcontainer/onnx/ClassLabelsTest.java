package io.tandem.modelcontainer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of the classes, read from files of any bytes. */
final class ClassLabelsTest {
  private static final Path GRAPHS = Path.of("src/test/resources/golden/onnx-graphs");

  @TempDir Path folder;

  @Test
  void labelsComeInTheOrderOfTheNode() {
    assertEquals(List.of("paid", "late", "defaulted"), labels("zipmap-three"));
    assertEquals(List.of(1L, -1L), labels("zipmap-negative-numbers"));
    assertEquals(List.of("paid", "defaulted"), labels("classes-unsorted"));
    assertEquals(List.of(), labels("classes-unnamed"));
    assertEquals(List.of(), ClassLabels.of(GRAPHS.resolve("zipmap-three.onnx"), "other"));
  }

  /** As onnx.proto3 has them, which some writers use. */
  @Test
  void packedNumbersAreReadToo() throws IOException {
    byte[] attribute = message(field(1, "classlabels_int64s"), field(8, new byte[] {3, 1, 2}));
    byte[] node = message(field(2, "output"), field(5, attribute));
    Path file = Files.write(folder.resolve("model.onnx"), field(7, field(1, node)));

    assertEquals(List.of(3L, 1L, 2L), ClassLabels.of(file, "output"));
  }

  @Test
  void lengthsBeyondTheFileAreRefused() throws IOException {
    byte[] huge = {0x3a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 1};
    byte[] negative = new byte[12];
    Arrays.fill(negative, (byte) 0xff);
    negative[0] = 0x3a;
    negative[10] = 1;
    for (byte[] bytes : List.of(huge, negative, new byte[] {0x3b}, new byte[] {(byte) 0x80})) {
      Path file = Files.write(folder.resolve("model.onnx"), bytes);
      assertThrows(OnnxException.class, () -> ClassLabels.of(file, "output"));
    }
  }

  @Test
  void moreClassesThanAnyModelHasAreRefused() throws IOException {
    byte[] attribute = message(field(1, "classlabels_int64s"), field(8, new byte[1 << 17]));
    Path file = Files.write(folder.resolve("model.onnx"), field(7, field(1, field(5, attribute))));

    OnnxException fault = assertThrows(OnnxException.class, () -> ClassLabels.of(file, "output"));
    assertTrue(String.valueOf(fault.getMessage()).contains("classes"), fault::getMessage);
  }

  @Test
  void namesLongerThanAnyModelHasThemAreRefused() throws IOException {
    byte[][] parts = new byte[1 + (1 << 8) + 1][];
    parts[0] = field(1, "classlabels_strings");
    Arrays.fill(parts, 1, parts.length, field(9, new byte[1 << 16]));
    byte[] node = message(field(2, "output"), field(5, message(parts)));
    Path file = Files.write(folder.resolve("model.onnx"), field(7, field(1, node)));

    OnnxException fault = assertThrows(OnnxException.class, () -> ClassLabels.of(file, "output"));
    assertTrue(String.valueOf(fault.getMessage()).contains("bytes of names"), fault::getMessage);
  }

  @Test
  void changedBytesGiveLabelsOrAFault() throws IOException {
    byte[] whole = Files.readAllBytes(GRAPHS.resolve("zipmap-three.onnx"));
    Random random = new Random(15);
    Path file = folder.resolve("model.onnx");
    for (int i = 0; i < 2000; i++) {
      byte[] changed =
          Arrays.copyOf(whole, i % 3 == 0 ? random.nextInt(whole.length) : whole.length);
      for (int j = 0; j < 3 && changed.length > 0; j++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      Files.write(file, changed);
      try {
        assertTrue(ClassLabels.of(file, "output").size() <= whole.length);
      } catch (OnnxException expected) {
        assertTrue(String.valueOf(expected.getMessage()).startsWith("the names of its classes"));
      }
    }
  }

  private static List<Object> labels(String graph) {
    return ClassLabels.of(GRAPHS.resolve(graph + ".onnx"), "output");
  }

  private static byte[] field(int number, String text) {
    return field(number, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] field(int number, byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write((number << 3) | 2);
    int length = bytes.length;
    for (; length > 0x7f; length >>>= 7) {
      out.write((length & 0x7f) | 0x80);
    }
    out.write(length);
    out.writeBytes(bytes);
    return out.toByteArray();
  }

  private static byte[] message(byte[]... fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] field : fields) {
      out.writeBytes(field);
    }
    return out.toByteArray();
  }
}
