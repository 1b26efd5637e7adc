package io.tandem.modelcontainer.artifact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManifestTest {
  @TempDir Path folder;

  @Test
  void isReadAsItWasWritten() throws IOException {
    float[] row = {1.5f, Float.NaN, -0f};
    float[] margins = {Float.MIN_VALUE, Float.MAX_VALUE};
    new Manifest(
            "xgboost",
            "multi:softprob",
            3,
            List.of("a", "b=1", "b=2"),
            List.of("a", "b", "b"),
            new Fingerprints("0a", "1b"),
            1e-4,
            List.of(new Manifest.GoldenRow(row, margins)))
        .write(folder);

    Manifest read = Manifest.read(folder).orElseThrow();

    assertEquals("xgboost", read.engine());
    assertEquals("multi:softprob", read.objective());
    assertEquals(3, read.width());
    assertEquals(List.of("a", "b=1", "b=2"), read.columns());
    assertEquals(List.of("a", "b", "b"), read.features());
    assertEquals(new Fingerprints("0a", "1b"), read.fingerprints());
    assertEquals(1e-4, read.tolerance());
    assertArrayEquals(row, read.golden().getFirst().row().values());
    assertArrayEquals(margins, read.golden().getFirst().margins());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0, false",
    "0, -0.0, 0, true",
    "NaN, NaN, 0, false",
    "1.0000001, 1, 0, true",
    "1.00009, 1, 1e-4, false",
    "1.0002, 1, 1e-4, true",
    "0.00009, 0, 1e-4, false",
    "1000090, 1000000, 1e-4, false",
    "1000200, 1000000, 1e-4, true",
    "-0.0, 0, 1e-4, false",
    "NaN, 1, 1e-4, true",
    "1, NaN, 1e-4, true",
    "Infinity, 1, 1e-4, true",
    "1, Infinity, 1e-4, true",
  })
  void aToleranceIsAShareOrOfOne(float found, float expected, double tolerance, boolean differs) {
    assertEquals(differs, Manifest.differs(found, expected, tolerance));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"golden\":[{},{\"row\":[1,\"x\"]}]  | $.golden[1].row[1]: expected a number or null",
        "\"golden\":[{\"row\":1}] | $.golden[0].row: expected a list of at most 1048576 numbers",
        "\"golden\":[{\"margin\":[]}] | $.golden[0]: unknown field margin; did you mean margins?;"
            + " format 1 has row, margins",
        "\"golden\":[1]           | $.golden[0]: expected an object",
        "\"columns\":[\"a\",1]    | $.columns[1]: expected a text",
        "\"width\":\"3\"          | $.width: expected a whole number",
        "\"engine\":null          | $.engine: expected a text",
        "\"tolerance\":\"0\"      | $.tolerance: expected a number from 0 to less than 1",
        "\"tolerance\":-1        | $.tolerance: expected a number from 0 to less than 1",
        "\"tolerance\":1         | $.tolerance: expected a number from 0 to less than 1",
      })
  void aFaultNamesItsPlace(String field, String fault) throws IOException {
    write("{\"format\":1," + field + "}");
    assertFault("manifest.json, " + fault);
  }

  /** What has many times the size of its text in memory is bounded in number. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1048577 | \"columns\":[     | \"\" | ]   | $.columns: expected a list of at most 1048576"
            + " texts",
        "100001  | \"golden\":[      | {}   | ]   | $.golden: expected a list of at most 100000"
            + " objects",
        "1048577 | \"golden\":[{\"row\":[ | 1 | ]}] | $.golden[0].row: expected a list of at most"
            + " 1048576 numbers",
      })
  void elementsAreBounded(int count, String begin, String element, String end, String fault)
      throws IOException {
    write("{\"format\":1," + begin + (element + ",").repeat(count - 1) + element + end + "}");
    assertFault("manifest.json, " + fault);
  }

  private void write(String manifest) throws IOException {
    Files.writeString(folder.resolve(Manifest.FILE), manifest);
  }

  private void assertFault(String expected) {
    ContainerException fault = assertThrows(ContainerException.class, () -> Manifest.read(folder));
    assertEquals(expected, fault.getMessage());
  }
}
