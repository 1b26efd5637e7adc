package io.tandem.modelcontainer.artifact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.inferenceserver.Fingerprints;
import io.tandem.modelcontainer.reasons.Reason;
import io.tandem.modelcontainer.reasons.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManifestTest {
  private static final Reasons REASONS =
      new Reasons(
          Map.of(
              "b",
              new Reason(
                  "H2", new TreeMap<>(Map.of("de", "Sp\u00e4t", "en", "\"Late\"")), "", true),
              "a",
              new Reason("A.1", new TreeMap<>(Map.of("de", "x", "en", "y")), "worth", true)));

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
            REASONS,
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
    assertEquals(REASONS, read.reasons());
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
        "\"reasons\":[]         | $.reasons: expected an object",
        "\"reasons\":{\"a\":1}   | $.reasons.a: expected an object",
        "\"reasons\":{\"a\":{}}  | $.reasons.a.code: expected 1 to 16 letters, digits and . _ -",
        "\"reasons\":{\"a\":{\"code\":\"A\"}} | $.reasons.a.text: expected a text in at least one"
            + " language",
        "\"reasons\":{\"a\":{\"code\":\"A\",\"texts\":{}}} | $.reasons.a: expected no field texts;"
            + " did you mean text? but code, text, group, direction",
        "\"reasons\":{\"a\":{\"text\":{\"en\":\"x\\ny\"}}} | $.reasons.a.text.en: expected a text of 1"
            + " to 200 characters on one line",
        "\"reasons\":{\"a\":{\"text\":{\"EN\":\"x\"}}} | $.reasons.a.text: expected an object with a"
            + " text for each language, at most 20, named as en or pt-BR",
        "\"reasons\":{\"a\":{\"direction\":\"left\"}} | $.reasons.a.direction: expected up or down",
        "\"reasons\":{\"a\":{\"code\":\"A\",\"text\":{\"en\":\"x\"}}} | $.reasons.a: expected a"
            + " feature of a column ($.features)",
        "\"reasons\":{\"a\":{\"code\":\"A\",\"text\":{\"en\":\"x\"}},"
            + "\"b\":{\"code\":\"A\",\"text\":{\"en\":\"x\"}}} | $.reasons.b.code: expected another"
            + " code than that of a reason before",
        "\"reasons\":{\"a\":{\"code\":\"A\",\"text\":{\"en\":\"x\"}},"
            + "\"b\":{\"code\":\"B\",\"text\":{\"de\":\"x\"}}} | $.reasons.b.text: expected a text in each"
            + " of en",
        "\"reasons\":{\"a\":{\"code\":\"A\",\"text\":{\"en\":\"x\"}},"
            + "\"b\":{\"code\":\"B\",\"text\":{\"en\":\"x\"},\"direction\":\"down\"}} |"
            + " $.reasons.b.direction: expected that of the reason before",
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

  @Test
  void reasonsAreBounded() throws IOException {
    StringBuilder reasons = new StringBuilder();
    for (int i = 0; i <= 5000; i++) {
      reasons.append(
          "%s\"f%d\":{\"code\":\"C%d\",\"text\":{\"en\":\"x\"}}"
              .formatted(i == 0 ? "" : ",", i, i));
    }

    write("{\"format\":1,\"reasons\":{" + reasons + "}}");

    assertFault("manifest.json, $.reasons: expected at most 5000 reasons");
  }

  private void write(String manifest) throws IOException {
    Files.writeString(folder.resolve(Manifest.FILE), manifest);
  }

  private void assertFault(String expected) {
    ContainerException fault = assertThrows(ContainerException.class, () -> Manifest.read(folder));
    assertEquals(expected, fault.getMessage());
  }
}
