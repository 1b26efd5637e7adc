package io.tandem.modelcontainertorch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.inferencetestkit.ContainerUnderTest.Sample;
import io.tandem.inferencetestkit.Trace;
import io.tandem.inferencetestkit.TracedServing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine as a process that calls nobody, and leaves nothing. */
final class TorchTraceTest {
  @TempDir Path base;

  private Trace traced(Map<String, String> environment) throws Exception {
    Path model = Files.createDirectories(base.resolve("model"));
    Files.copy(GoldenModel.newest("mlp").file(), model.resolve("model.pt"));
    Sample sample = new Sample("text/csv", "1,2.5,0,-4e-3,0,6".getBytes(UTF_8));
    return TracedServing.of(TorchModelContainer.class, environment, base, List.of(sample));
  }

  @Test
  void servesAloneAndWritesNothingWhereTheLibraryLiesUnpacked() throws Exception {
    traced(Artifacts.withLibrary()).assertCallsNobody().assertWritesOnlyTo();
  }

  @Test
  void unpacksTheLibraryToTheTemporaryFolderAndLeavesNothingThere() throws Exception {
    Path temporary = TracedServing.temporary(base);
    traced(Map.of()).assertCallsNobody().assertWritesNothingButLibraries(temporary);

    assertEquals(List.of(), entries(temporary));
    assertEquals(List.of(), entries(base.resolve("home")));
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }
}
