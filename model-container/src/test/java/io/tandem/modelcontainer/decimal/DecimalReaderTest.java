package io.tandem.modelcontainer.decimal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.modelcontainer.decimal.DecimalReader.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DecimalReaderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "+7",
        ".5",
        "5.",
        "-.5e-3",
        "1E5",
        "16777217",
        "0.1",
        "3.4028235e38",
        "3.4028235677973362e38",
        "1.4e-45",
        "0.7e-45",
        "1e-400",
        "1.1754943e-38",
        "00000000000000000000000000000000000000000000001",
        "0.00000000000000000000000000000000000000000000000000000001e56",
        "1.00000017881393421514957253748434595763683319091796875001",
        "1.00000017881393432617187499",
        "1.00000017881393432617187500",
        "1.00000017881393432617187501",
        "123456789012345678901234567890",
      })
  void readsTheNearestFloat(String text) {
    assertReads(text);
  }

  @Test
  void readsWhatFloatParsesAtRandom() {
    Random random = new Random(1);
    for (int i = 0; i < 300_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(value)) {
        assertReads(Float.toString(value));
        assertReads(Double.toString(value));
        double between = ((double) value + Math.nextUp(value)) / 2;
        assertReads(Double.toString(Math.abs(between) <= Float.MAX_VALUE ? between : 1));
      }
      assertReads(random.nextInt(100_000) + "." + random.nextInt(1_000_000));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nan, NUMBER",
    "NaN, NUMBER",
    "inf, INFINITE",
    "-Infinity, INFINITE",
    "1e400, OUT_OF_RANGE",
    "-3.5e38, OUT_OF_RANGE",
    "1e99999999999999999999, OUT_OF_RANGE",
    "'', NOT_A_NUMBER",
    "-, NOT_A_NUMBER",
    "., NOT_A_NUMBER",
    "1e, NOT_A_NUMBER",
    "1e+, NOT_A_NUMBER",
    "e5, NOT_A_NUMBER",
    "abc, NOT_A_NUMBER",
  })
  void saysWhatItIsInstead(String text, Outcome outcome) {
    DecimalReader reader = new DecimalReader(text.getBytes(StandardCharsets.UTF_8));
    assertEquals(Float.NaN, reader.read(0, text.length()));
    assertEquals(outcome, reader.outcome());
  }

  @ParameterizedTest
  @CsvSource({"0x10, 1", "1f, 1", "1_000, 1", "1.5.5, 3", "2e3d, 3"})
  void stopsWhereTheNumberEnds(String text, int end) {
    DecimalReader reader = new DecimalReader(text.getBytes(StandardCharsets.UTF_8));
    reader.read(0, text.length());
    assertEquals(Outcome.NUMBER, reader.outcome());
    assertEquals(end, reader.position());
  }

  @Test
  void absurdlyLongNumbersAreRefused() {
    String text = "1".repeat(2000);
    DecimalReader reader = new DecimalReader(text.getBytes(StandardCharsets.UTF_8));
    reader.read(0, text.length());
    assertEquals(Outcome.NOT_A_NUMBER, reader.outcome());
  }

  private static void assertReads(String text) {
    DecimalReader reader = new DecimalReader(text.getBytes(StandardCharsets.UTF_8));
    float found = reader.read(0, text.length());
    assertEquals(Outcome.NUMBER, reader.outcome(), text);
    assertEquals(text.length(), reader.position(), text);
    assertEquals(
        Float.floatToRawIntBits(Float.parseFloat(text)), Float.floatToRawIntBits(found), text);
  }
}
