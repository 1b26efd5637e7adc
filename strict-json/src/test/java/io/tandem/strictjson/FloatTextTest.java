package io.tandem.strictjson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "-3, -3",
    "1.5, 1.5",
    "1e-7, 1.0E-7",
    "16777215, 16777215",
    "-16777215, -16777215",
    "16777216, 1.6777216E7",
    "0.1, 0.1",
    "3.4028235e38, 3.4028235E38",
    "1.4e-45, 1.4E-45",
    "-1.17549435e-38, -1.1754944E-38"
  })
  void isTheShortestThatReadsBack(float value, String text) {
    assertEquals(text, text(value));
  }

  @Test
  void everyFloatReadsBackAndFits() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(value)) {
        String text = text(value);
        assertEquals(value + 0.0f, Float.parseFloat(text));
        assertTrue(text.length() <= FloatText.MAX_BYTES, text);
      }
    }
  }

  private static String text(float value) {
    byte[] out = new byte[2 + FloatText.MAX_BYTES];
    int end = FloatText.write(value, out, 2);
    return new String(out, 2, end - 2, StandardCharsets.US_ASCII);
  }
}
