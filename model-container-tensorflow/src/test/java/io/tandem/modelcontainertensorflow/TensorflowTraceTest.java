package io.tandem.modelcontainertensorflow;

import io.tandem.inferencetestkit.TracedServing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library out of its jar, in a process that calls nobody and keeps nothing it has unpacked. */
final class TensorflowTraceTest {
  @TempDir Path base;

  @Test
  void servesAloneAndWritesNothingButTheLibrary() throws Exception {
    Golden.copy("keras", base.resolve("model"));

    TracedServing.of(
            TensorflowModelContainer.class,
            Map.of(),
            base,
            List.of(Golden.csv("1,2.5,0,-4e-3,0,6")))
        .assertCallsNobody()
        .assertWritesNothingButLibraries(TracedServing.temporary(base));
    try (var left = java.nio.file.Files.list(TracedServing.temporary(base))) {
      org.junit.jupiter.api.Assertions.assertEquals(List.of(), left.toList());
    }
  }
}
