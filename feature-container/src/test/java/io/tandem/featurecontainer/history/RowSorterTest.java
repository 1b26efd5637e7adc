package io.tandem.featurecontainer.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowSorterTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000, 100_000, Long.MAX_VALUE})
  void rowsComeInTheOrderOfTheirBytes(long maxBytes) throws IOException {
    Random random = new Random(maxBytes);
    List<byte[]> expected = new ArrayList<>();
    int rows = maxBytes == 1 ? 300 : 20_000;

    try (RowSorter one = new RowSorter(folder, maxBytes);
        RowSorter other = new RowSorter(folder, maxBytes)) {
      for (int i = 0; i < rows; i++) {
        // Short ones that are equal, and some that are longer than a buffer.
        byte[] row = new byte[random.nextInt(5_000) == 0 ? 200_000 : random.nextInt(4)];
        random.nextBytes(row);
        expected.add(row);
        (random.nextBoolean() ? one : other).add(row);
      }
      expected.sort(Arrays::compareUnsigned);

      Iterator<byte[]> sorted = RowSorter.sorted(List.of(one, other));

      for (byte[] row : expected) {
        assertArrayEquals(row, sorted.next());
      }
      assertFalse(sorted.hasNext());
      try (Stream<Path> files = Files.list(folder)) {
        assertEquals(0, files.count(), "what lies on disk has no name");
      }
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsTold() throws IOException {
    Path none = folder.resolve("none");
    try (RowSorter sorter = new RowSorter(none, 0)) {
      ContainerException fault =
          assertThrows(ContainerException.class, () -> sorter.add(new byte[1]));
      assertTrue(
          fault.getMessage().startsWith(none + ": cannot be written while sorting ("),
          fault::getMessage);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 256, 257, 8_192})
  void buffersOfAllRunsTogetherAreBounded(int runs) {
    assertTrue((long) runs * RowSorter.bufferBytes(runs) <= 1 << 25);
  }
}
