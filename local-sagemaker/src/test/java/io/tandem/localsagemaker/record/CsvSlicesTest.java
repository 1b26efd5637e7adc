package io.tandem.localsagemaker.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CsvSlicesTest {
  private static final String ROW = "1.50,\"a \"\"b\"\", c\",,é,\"\"\r";

  @Test
  void fieldsKeepTheirQuotes() throws RecordException {
    CsvSlices row = read(ROW);

    assertEquals(
        List.of("1.50", "\"a \"\"b\"\", c\"", "", "é", "\"\""),
        row.fields().stream().map(f -> new String(f.of(row.text()), UTF_8)).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$[0]      | 1.50",
        "$[-1,0]   | \"\",1.50",
        "$[1:]     | \"a \"\"b\"\", c\",,é,\"\"",
        "$[:1]     | 1.50,\"a \"\"b\"\", c\"",
        "$[2:3]    | ,é",
        "$[0,3:]   | 1.50,é,\"\"",
        "$[*]      | 1.50,\"a \"\"b\"\", c\",,é,\"\"",
        "$.*       | 1.50,\"a \"\"b\"\", c\",,é,\"\""
      })
  void columnsAreChosenByIndex(String path, String expected) throws RecordException {
    assertEquals(expected, new String(read(ROW).choose(path(path)), UTF_8));
  }

  @Test
  void columnsThatAreNotThereAreTold() {
    assertFault("nothing is at index 5 of 5", () -> read(ROW).choose(path("$[5]")));
    assertFault("nothing is at index -6 of 5", () -> read(ROW).choose(path("$[0,-6]")));
    assertFault("$[5:] chooses no column of 5", () -> read(ROW).choose(path("$[5:]")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "a,b \"secret\"    | bare \" in non quoted field, column 2",
        "' \"a\",b'        | bare \" in non quoted field, column 1",
        "a,\"b\"c          | extraneous or missing \" in quoted field, column 2",
        "a,\"b \"\"c\",\"d | extraneous or missing \" in quoted field, column 3",
        "'\"'              | extraneous or missing \" in quoted field, column 1"
      })
  void whatIsNotRfc4180IsToldWithoutIt(String line, String fault) {
    assertFault(fault, () -> read(line));
  }

  @Test
  void anEmptyLineIsARowOfOneEmptyField() throws RecordException {
    assertEquals(1, read("").fields().size());
    assertEquals(1, read("\r").fields().size());
    assertEquals(2, read(",").fields().size());
  }

  private static CsvSlices read(String line) throws RecordException {
    return CsvSlices.read(line.getBytes(UTF_8));
  }

  private static JsonPath path(String text) {
    return JsonPath.parse(text, fault -> fail(text + " " + fault));
  }

  @FunctionalInterface
  private interface Reading {
    Object run() throws RecordException;
  }

  private static void assertFault(String fault, Reading reading) {
    assertEquals(fault, assertThrows(RecordException.class, reading::run).getMessage());
  }
}
