package io.tandem.evaluation.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ValueTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "007, 7",
    "-1.5, -1.5",
    "+.5, 0.5",
    "5., 5",
    "1e3, 1000",
    "1.E-2, 0.01",
    "-.5E+0001, -5"
  })
  void aCellMayBeANumber(String cell, double number) {
    assertEquals(number, Value.ofCell(cell).number());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "-",
        "+-1",
        "1e",
        "1e+",
        "e1",
        ".e1",
        "1e00001",
        "1e999",
        "1.2.3",
        "1,5",
        "0x1p3",
        "1f",
        "1d",
        "NaN",
        "Infinity",
        "1 2",
        "१"
      })
  void otherCellsAreNone(String cell) {
    assertEquals(Double.NaN, Value.ofCell(cell).number());
  }
}
