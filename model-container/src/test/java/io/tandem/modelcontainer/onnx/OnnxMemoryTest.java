package io.tandem.modelcontainer.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Of a branch that a node chooses, in a list of graphs, and of a function. */
  @ParameterizedTest
  @ValueSource(ints = {6, 11, 25})
  void treesAreSeenWhereverTheyLie(int place) throws IOException {
    byte[] trees = field(4, "TreeEnsembleRegressor".getBytes(UTF_8));
    byte[] model =
        place == 25
            ? concat(new byte[] {(byte) 0xca, 1, (byte) (trees.length + 2)}, field(7, trees))
            : field(7, field(1, field(5, field(place, field(1, trees)))));
    Path file = Files.write(folder.resolve("model.onnx"), model);

    assertTrue(OnnxMemory.of(file).hasTrees());
  }

  @Test
  void graphsInEachOtherWithoutAnEndAreNotFollowed() throws IOException {
    byte[] graph = field(1, field(4, "Relu".getBytes(UTF_8)));
    for (int depth = 0; depth < 2000; depth++) {
      graph = longField(1, longField(5, longField(6, graph)));
    }
    Path file = Files.write(folder.resolve("model.onnx"), longField(7, graph));

    assertTrue(OnnxMemory.of(file).hasTrees());
  }

  @ParameterizedTest
  @CsvSource({"1", "20", "700"})
  void aFileThatIsCutOffHasItsSize(int length) throws IOException {
    byte[] whole = Files.readAllBytes(GOLDEN.resolve("boosted-regressor.onnx"));
    Path file = Files.write(folder.resolve("model.onnx"), Arrays.copyOf(whole, length));

    assertEquals(length, OnnxMemory.of(file).fileBytes());
    assertTrue(OnnxMemory.of(file).hasTrees());
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

  /** A field of less than 2 MB. */
  private static byte[] longField(int number, byte[] bytes) {
    int length = bytes.length;
    return concat(
        new byte[] {
          (byte) (number << 3 | 2),
          (byte) (length | 0x80),
          (byte) (length >> 7 | 0x80),
          (byte) (length >> 14)
        },
        bytes);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
