package io.tandem.sharedfeatures.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.sharedfeatures.order.OrderParsers;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;

final class DecimalsTest {
  /** 2^53 and its neighbours, halves between doubles, the ends of the table of powers. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0",
        "-0.0",
        "0.1",
        "-12.50",
        "1e3",
        "1.5E-7",
        "9007199254740992.0",
        "9007199254740993.0",
        "900719925474099.2",
        "90071992547409.93",
        "0.9007199254740993",
        "0.00000000000000001",
        "0.000000000000000000000001",
        "123456789012345678.9",
        "19.799999999999997",
        "9223372036854775808.5",
        "2.2250738585072014e-308",
        "1.7976931348623159e308"
      })
  void areTheNearestDouble(String decimal) {
    assertEquals(Double.parseDouble(decimal), read(decimal), decimal);
  }

  @Test
  void areTheNearestDoubleWhateverTheirLength() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      StringBuilder decimal = new StringBuilder(random.nextBoolean() ? "-" : "");
      decimal.append(random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(9));
      if (decimal.charAt(decimal.length() - 1) != '0') {
        digits(decimal, random, random.nextInt(12));
      }
      decimal.append('.');
      digits(decimal, random, 1 + random.nextInt(12));
      String text = decimal.toString();
      assertEquals(Double.parseDouble(text), read(text), text);
    }
  }

  private static void digits(StringBuilder decimal, Random random, int count) {
    for (int i = 0; i < count; i++) {
      decimal.append(random.nextInt(10));
    }
  }

  private static double read(String decimal) {
    try (JsonParser parser =
        OrderParsers.factory().createParser(ObjectReadContext.empty(), decimal)) {
      parser.nextToken();
      return Decimals.read(parser);
    }
  }
}
