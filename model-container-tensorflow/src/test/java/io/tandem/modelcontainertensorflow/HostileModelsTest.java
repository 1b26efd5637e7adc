package io.tandem.modelcontainertensorflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Stated;
import io.tandem.modelcontainer.engine.UnfitModelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that are cut off, swapped, too large or made to harm. */
final class HostileModelsTest {
  private static final int GRAPH = 2;
  private static final int NODE = 1;
  private static final int NAME = 1;
  private static final int TYPE = 2;

  @TempDir Path base;

  @Test
  void aFileThatIsCutOffIsOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(Golden.file("keras"));
    Path file = Golden.copy("keras", base.resolve("model")).resolve(TensorflowEngine.FILE);
    for (int length = 0; length < whole.length; length += length < 200 ? 1 : 211) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefused(file, "");
    }
  }

  /** Only what is read here: the library is not given files that nobody has checked. */
  @Test
  void aFileWithWrongBytesIsReadOrRefused() throws IOException {
    byte[] whole = Files.readAllBytes(Golden.file("control-flow"));
    Path file = base.resolve(TensorflowEngine.FILE);
    Random random = new Random(3);
    for (int round = 0; round < 2000; round++) {
      byte[] changed = whole.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      Files.write(file, changed);
      try {
        MetaGraph graph = MetaGraphReader.read(file);
        Signature signature = Signature.served(graph.signatures);
        TensorflowInputs.of(signature, Stated.NOTHING);
        ReachedOperations.check(graph, signature);
      } catch (UnfitModelException e) {
        assertEquals(1, String.valueOf(e.getMessage()).lines().count());
      }
    }
  }

  @Test
  void missingVariablesAreNamed() throws IOException {
    Path folder = Golden.copy("keras", base.resolve("model"));
    Files.delete(folder.resolve("variables/variables.index"));

    assertRefused(
        folder.resolve(TensorflowEngine.FILE), "the folder variables beside it is missing");
  }

  @Test
  void variablesThatAreCutOffOrOfAnotherModelAreOneLine() throws IOException {
    for (String part : List.of("variables.index", "variables.data-00000-of-00001")) {
      Path folder = Golden.copy("keras", base.resolve(part));
      Path file = folder.resolve("variables").resolve(part);
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(whole, whole.length / 2));
      assertRefused(folder.resolve(TensorflowEngine.FILE), "TensorFlow 2.18.0 says: ");
    }
    Path folder = Golden.copy("keras", base.resolve("other"));
    Path variables = folder.resolve("variables");
    for (String part : List.of("variables.index", "variables.data-00000-of-00001")) {
      Files.delete(variables.resolve(part));
      Files.copy(Golden.FOLDER.resolve("doubles/variables").resolve(part), variables.resolve(part));
    }
    assertRefused(folder.resolve(TensorflowEngine.FILE), "TensorFlow 2.18.0 says: ");
  }

  @Test
  void aLinkOutOfTheFolderIsNotFollowed() throws IOException {
    for (String linked :
        List.of("saved_model.pb", "variables", "variables/variables.data-00000-of-00001")) {
      Path folder = Golden.copy("keras", base.resolve("in-" + linked.hashCode()));
      Path outside = base.resolve("out-" + linked.hashCode());
      Files.move(folder.resolve(linked), outside);
      Files.createSymbolicLink(folder.resolve(linked), outside);

      String name = String.valueOf(Path.of(linked).getFileName());
      assertRefused(folder.resolve(TensorflowEngine.FILE), name + " is a link out of its folder");
      assertThrows(
          ContainerException.class,
          () -> new TensorflowEngine().files(folder.resolve(TensorflowEngine.FILE)));
    }
  }

  @Test
  void aFolderMayItselfBeALink() throws IOException {
    Path link = Files.createSymbolicLink(base.resolve("link"), Golden.FOLDER.toAbsolutePath());
    try (Model model = Golden.load(link.resolve("keras/saved_model.pb"))) {
      assertEquals(6, model.width());
    }
  }

  @Test
  void whatIsTooLargeIsNotRead() throws IOException {
    Path folder = Golden.copy("keras", base.resolve("model"));
    Path file = folder.resolve(TensorflowEngine.FILE);
    for (int i = 0; i < 1100; i++) {
      Files.createFile(folder.resolve("variables/more-" + i));
    }
    assertRefused(file, "its folder variables holds more than 1024 files");

    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
      huge.setLength(1L << 31);
    }
    assertRefused(file, "it has 2147483648 bytes; at most 2147483647");
  }

  @Test
  void moreOperationsThanAnyModelHasAreRefused() throws IOException {
    ByteArrayOutputStream nodes = new ByteArrayOutputStream();
    for (int i = 0; i < 140_000; i++) {
      nodes.writeBytes(field(NODE, field(NAME, text("n" + i))));
    }
    assertRefused(
        written(nodes.toByteArray()),
        "it cannot be read as TensorFlow's SavedModel: more than 131072 operations and tensors");
  }

  @Test
  void twoOperationsOfOneNameAreRefused() throws IOException {
    byte[] node = field(NODE, join(field(NAME, text("n")), field(TYPE, text("NoOp"))));

    assertRefused(
        written(join(node, node)),
        "it cannot be read as TensorFlow's SavedModel: two operations of one name");
  }

  @Test
  void whatWritesWhileTheModelIsSavedIsNotReached() {
    MetaGraph graph = MetaGraphReader.read(Golden.file("keras"));

    assertTrue(
        graph.functions.values().stream()
            .flatMap(List::stream)
            .anyMatch(node -> Set.of("SaveV2", "MergeV2Checkpoints").contains(node.type())));
    assertTrue(ReachedOperations.check(graph, Signature.served(graph.signatures)));
  }

  /** The signature's own place leads to what saves. */
  @Test
  void whatWritesIsRefusedWhereASignatureLeadsThere() {
    MetaGraph graph = MetaGraphReader.read(Golden.file("keras"));
    Signature served = Signature.served(graph.signatures);
    String saving =
        graph.nodes.entrySet().stream()
            .filter(
                entry -> entry.getValue().functions().stream().anyMatch(f -> f.contains("save")))
            .findFirst()
            .orElseThrow()
            .getKey();
    Signature other =
        new Signature(
            "serving_default",
            served.inputs(),
            List.of(new Signature.Tensor("y", saving + ":0", 1, List.of(-1L))));

    UnfitModelException refused =
        assertThrows(UnfitModelException.class, () -> ReachedOperations.check(graph, other));
    assertTrue(String.valueOf(refused.getMessage()).contains("SaveV2"));
    graph.initial.add(saving);
    assertThrows(UnfitModelException.class, () -> ReachedOperations.check(graph, served));
    graph.initial.clear();
    graph.restore = saving;
    assertThrows(UnfitModelException.class, () -> ReachedOperations.check(graph, served));
  }

  private Path written(byte[] graph) throws IOException {
    byte[] tagged = field(1, field(4, text("serve")));
    return Files.write(
        base.resolve(TensorflowEngine.FILE), field(2, join(tagged, field(GRAPH, graph))));
  }

  private static byte[] field(int number, byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(number << 3 | 2);
    int left = value.length;
    for (; left > 0x7f; left >>>= 7) {
      out.write((left & 0x7f) | 0x80);
    }
    out.write(left);
    out.writeBytes(value);
    return out.toByteArray();
  }

  private static byte[] join(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertRefused(Path file, String fault) {
    ContainerException refused =
        assertThrows(ContainerException.class, () -> Golden.load(file).close());
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith("model file saved_model.pb: " + fault), message);
    assertEquals(1, message.lines().count(), message);
  }
}
