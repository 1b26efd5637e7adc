package io.tandem.modelcontainertorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferencetestkit.TestProcess;
import io.tandem.modelcontainer.ModelContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as processes, with the library where it lies unpacked. */
final class TorchCommandsTest {
  @TempDir Path folder;

  private record Ended(int status, String out, String err) {}

  private static Ended run(Class<?> main, String... arguments) throws Exception {
    try (TestProcess process = TestProcess.start(main, Artifacts.withLibrary(), arguments)) {
      int status = process.exitStatus();
      return new Ended(status, String.join("\n", process.out()), String.join("\n", process.err()));
    }
  }

  /** As a notebook leaves it: the module, its vectors, and what PyTorch gives for them. */
  @Test
  void bindMakesTheManifestThatServingChecks() throws Exception {
    GoldenModel golden = GoldenModel.newest("mlp");
    List<String> rows = GoldenModel.lines().stream().filter(row -> !row.contains(",,")).toList();
    Path vectors =
        Files.writeString(
            folder.resolve("vectors.csv"),
            rows.stream().map(row -> "0," + row + "\n").collect(Collectors.joining()));
    Path margins = margins(golden, rows.size());
    Path bound = folder.resolve("bound");

    Ended ended =
        run(
            TorchModelContainer.class,
            "bind",
            golden.file().toString(),
            "--vectors",
            vectors.toString(),
            "--margins",
            margins.toString(),
            "--objective",
            "probability",
            "--output",
            bound.toString());

    assertEquals(0, ended.status(), ended::toString);
    assertTrue(ended.out().contains("engine: pytorch"), ended::toString);
    assertTrue(ended.out().contains("objective: probability"), ended::toString);
    assertTrue(ended.out().contains("the same within 1.0E-4"), ended::toString);

    swapTheLastTwoBiases(bound.resolve("mlp.pt"));
    Ended inspected = run(TorchModelContainer.class, "inspect", bound.toString());
    assertEquals(1, inspected.status(), inspected::toString);
    assertTrue(inspected.err().contains("golden row 1 of manifest.json"), inspected::toString);
    assertEquals(1, inspected.err().lines().count(), inspected::toString);
  }

  private Path margins(GoldenModel golden, int rows) throws IOException {
    StringBuilder margins = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      margins.append((float) golden.expected()[row]).append('\n');
    }
    return Files.writeString(folder.resolve("margins.csv"), margins);
  }

  /** A whole archive, whose tensors 3 and 4 have each other's names in the list at its end. */
  private static void swapTheLastTwoBiases(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    bytes[text.lastIndexOf("mlp/data/3") + 9] = '4';
    bytes[text.lastIndexOf("mlp/data/4") + 9] = '3';
    Files.write(file, bytes);
  }

  @Test
  void theModelContainerWithoutPyTorchNamesOnnxFirstAndThisOneSecond() throws Exception {
    String module = GoldenModel.newest("mlp").file().toString();
    Ended ended = run(ModelContainer.class, "inspect", module);

    assertEquals(1, ended.status(), ended::toString);
    assertEquals(1, ended.err().lines().count(), ended::toString);
    int onnx = ended.err().indexOf("torch.onnx.export(");
    int image = ended.err().indexOf("tandem-model:VERSION-torch");
    assertTrue(onnx > 0 && image > onnx, ended::toString);
  }
}
