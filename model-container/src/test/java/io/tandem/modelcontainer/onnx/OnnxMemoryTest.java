package io.tandem.modelcontainer.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OnnxMemoryTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/onnx");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "boosted-classifier, true",
    "boosted-regressor, true",
    "binary-tensor, false",
    "named-inputs, false"
  })
  void treesAreSeenByTheirOperator(String model, boolean hasTrees) throws IOException {
    Path file = GOLDEN.resolve(model + ".onnx");

    OnnxMemory memory = OnnxMemory.of(file);

    assertEquals(new OnnxMemory(Files.size(file), 0, hasTrees), memory);
  }

  @Test
  void weightsInOtherFilesAreCountedAsTheirLengthsSay() throws IOException {
    byte[] tensors = concat(tensor("length", "4096"), tensor("offset", "9"), tensor("length", "4"));
    Path file = Files.write(folder.resolve("model.onnx"), field(7, tensors));

    OnnxMemory memory = OnnxMemory.of(file);

    assertEquals(4100, memory.weightBytes());
    assertEquals(memory.loading(0).nativeBytes() + 4 * 4100, memory.loading(1 << 20).nativeBytes());
    assertTrue(memory.loaded().nativeBytes() >= 4100);
  }

  /** A length that nobody could mean takes no more than what lies there. */
  @Test
  void noMoreWeightsAreExpectedThanThereAreBytes() throws IOException {
    byte[] tensors = tensor("length", Long.toString(Long.MAX_VALUE / 8));
    Path file = Files.write(folder.resolve("model.onnx"), field(7, tensors));

    OnnxMemory memory = OnnxMemory.of(file);

    assertEquals(memory.loading(0).nativeBytes() + 400, memory.loading(100).nativeBytes());
  }

  @ParameterizedTest
  @CsvSource({"1", "20", "700"})
  void aFileThatIsCutOffHasItsSize(int length) throws IOException {
    byte[] whole = Files.readAllBytes(GOLDEN.resolve("boosted-regressor.onnx"));
    Path file = Files.write(folder.resolve("model.onnx"), Arrays.copyOf(whole, length));

    assertEquals(length, OnnxMemory.of(file).fileBytes());
    assertFalse(OnnxMemory.of(folder.resolve("absent.onnx")).hasTrees());
  }

  /** An initializer with one entry of external data. */
  private static byte[] tensor(String key, String value) {
    return field(
        5, field(13, concat(field(1, key.getBytes(UTF_8)), field(2, value.getBytes(UTF_8)))));
  }

  /** A field of less than 128 bytes. */
  private static byte[] field(int number, byte[] bytes) {
    return concat(new byte[] {(byte) (number << 3 | 2), (byte) bytes.length}, bytes);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
