package io.tandem.modelcontainer.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.MediaType;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that NumPy wrote; see make_arrays.py beside them. */
final class NpyRowsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/npy");

  static Stream<Path> files() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(GOLDEN)) {
      files = all.filter(file -> file.toString().endsWith(".npy")).sorted().toList();
    }
    assertTrue(files.size() >= 12);
    return files.stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void readsWhatNumPyWrote(Path file) throws IOException {
    RowMatrix rows = valid(Files.readAllBytes(file));
    boolean oneRow = file.toString().contains("-row");
    float[] expected = oneRow ? new float[] {1, 2, 3} : new float[] {1, 2, 3, 4, 5, 6};
    assertArrayEquals(expected, Arrays.copyOf(rows.values(), rows.count() * 3));
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(GOLDEN.resolve("f4.npy"));
    for (int length = 0; length < whole.length; length++) {
      assertInstanceOf(RowsResult.Invalid.class, read(Arrays.copyOf(whole, length)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4), }         # 4 columns, expected 3",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (999999999, 3), } # bytes after the header",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3), }         # bytes after the header",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 3), }      # header",
        "{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), } # header",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }  # header",
        "__import__('os').system('true')                                     # header",
      })
  void headersThatPromiseSomethingElseAreRefused(String header, String fault) {
    byte[] text = header.strip().getBytes(StandardCharsets.US_ASCII);
    byte[] npy = new byte[10 + text.length + 24];
    byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0};
    System.arraycopy(start, 0, npy, 0, start.length);
    System.arraycopy(text, 0, npy, start.length, text.length);

    RowsResult.Invalid invalid = assertInstanceOf(RowsResult.Invalid.class, read(npy));
    assertTrue(invalid.detail(0).contains(fault), invalid.detail(0));
  }

  @Test
  void nanIsMissing() throws IOException {
    byte[] npy = Files.readAllBytes(GOLDEN.resolve("f4.npy"));
    npy[npy.length - 1] = 0x7f;
    npy[npy.length - 2] = (byte) 0xc0;
    RowMatrix rows = valid(npy);
    assertEquals(Float.NaN, rows.value(1, 2));
  }

  private static RowMatrix valid(byte[] npy) {
    return assertInstanceOf(RowsResult.Valid.class, read(npy)).rows();
  }

  private static RowsResult read(byte[] npy) {
    return new RowsReader(3).read(MediaType.NPY, Body.of(npy));
  }
}
