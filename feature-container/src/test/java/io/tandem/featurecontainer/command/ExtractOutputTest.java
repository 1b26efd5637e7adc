package io.tandem.featurecontainer.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tandem.featurecontainer.serve.VectorFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractOutputTest {
  private static final Path FULL = Path.of("/dev/full");
  private static final byte[] HEAD = "a,b\n".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory = Path.of("");

  @Test
  void aFileThatCannotBeBegunLeavesNothingBehind() throws IOException {
    assumeTrue(Files.isWritable(FULL), "no device that is full");
    Path file = directory.resolve("vectors.csv");
    Files.createSymbolicLink(directory.resolve(".vectors.csv.part"), FULL);

    assertThrows(IOException.class, () -> ExtractOutput.to(file, VectorFormat.CSV, HEAD).close());

    assertEquals(List.of(), files());
  }

  @Test
  void aFileHasItsNameOnceItIsFinished() throws IOException {
    Path file = directory.resolve("vectors.csv");
    try (ExtractOutput output = ExtractOutput.to(file, VectorFormat.CSV, HEAD)) {
      assertEquals(List.of(directory.resolve(".vectors.csv.part")), files());
      output.finish(2);
    }

    assertEquals(List.of(file), files());
    assertEquals("a,b\n", Files.readString(file));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
