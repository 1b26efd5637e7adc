package io.tandem.modelcontainertorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.Stated;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An archive that is not what PyTorch wrote is refused before the library sees it. */
final class TorchFileTest {
  private static final String SUM = "return torch.sum(x, [1])";

  @TempDir Path folder;

  private String refused(Path file) {
    ContainerException refused =
        assertThrows(
            ContainerException.class,
            () -> new TorchEngine().load(file, new Stated("", 6, List.of())).close());
    assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
    assertTrue(refused.getMessage().startsWith("model file " + file.getFileName() + ": "));
    return refused.getMessage();
  }

  private void assertRefused(ScriptFile file, String because) throws IOException {
    String message = refused(file.writeTo(folder.resolve("model.pt")));
    assertTrue(message.contains(because), message);
  }

  @ParameterizedTest
  @MethodSource("io.tandem.modelcontainertorch.GoldenModel#all")
  void whatPyTorchWroteIsWhole(GoldenModel golden) throws IOException {
    TorchFile.check(golden.file());
  }

  @Test
  void oneThatIsCutAnywhereIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(GoldenModel.newest("mlp").file());
    for (int length = 0; length < whole.length; length += 1 + length / 20) {
      Path file = Files.write(folder.resolve("cut.pt"), Arrays.copyOf(whole, length));
      assertTrue(refused(file).contains("damaged"));
    }
  }

  /** Of what the archive holds; beside it lie fillings, and times, which mean nothing. */
  @Test
  void aChangedByteOfATensorIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(GoldenModel.newest("wide").file());
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      byte[] changed = whole.clone();
      // The first tensor has 67 KB, a few hundred bytes into the file.
      changed[1000 + random.nextInt(60_000)] ^= (byte) (1 << random.nextInt(8));
      assertTrue(
          refused(Files.write(folder.resolve("changed.pt"), changed)).contains("a checksum does"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"spread/../../etc/x", "spread//x", "spread/./x", "spread/a\\b", "spread/a\nb"})
  void aPathThatLeadsElsewhereIsRefused(String path) throws IOException {
    assertRefused(ScriptFile.of(SUM).withPath(path, new byte[4]), "the path of an entry leads");
  }

  @Test
  void entriesElsewhereAreRefused() throws IOException {
    assertRefused(ScriptFile.of(SUM).withPath("other/x", new byte[4]), "lie in several folders");
    assertRefused(ScriptFile.of(SUM).withPath("/etc/x", new byte[4]), "lies in no folder");
    assertRefused(ScriptFile.of(SUM).withPath("x", new byte[4]), "lies in no folder");
  }

  @Test
  void oneThatLacksAPartIsRefused() throws IOException {
    assertRefused(ScriptFile.of(SUM).without("code/__torch__.py"), "it has no code");
    assertRefused(ScriptFile.of(SUM).without("data.pkl"), "it has no data.pkl");
    assertRefused(ScriptFile.of(SUM).without("version"), "it has no version");
  }

  @Test
  void oneThatUnpacksToMoreThanMemoryHoldsIsRefused() throws IOException {
    byte[] zeros = new byte[260 << 20];
    assertRefused(ScriptFile.of(SUM).with("code/large.py", zeros), "unpacked its entries have mo");
  }

  @Test
  void oneThatStatesASizeItDoesNotHaveIsRefused() throws IOException {
    Path file = ScriptFile.of(SUM).writeTo(folder.resolve("model.pt"));
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int entry = text.lastIndexOf("spread/code/__torch__.py") - 46;
    for (int size : new int[] {1, 1 << 20}) {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(entry + 24, size);
      assertTrue(refused(Files.write(file, bytes)).contains("damaged"));
    }
  }

  @Test
  void aHugeFileIsRefusedUnread() throws IOException {
    Path file = folder.resolve("huge.pt");
    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
      huge.setLength(3L << 30);
    }
    assertTrue(refused(file).contains("it has 3221225472 bytes; at most"));
  }
}
