package io.tandem.sharedfeatures.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.sharedfeatures.Sample;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What random orders once found, one by one. */
class OracleFindingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          minute(from)  | {"from": "1969-12-31T23:59:59Z"}          | 59.0
          minute(from)  | {"from": "0000-01-01T00:07:30-18:00"}     | 7.0
          std(exp(v))   | {"items": [{"v": 1000}, {"v": 1}]}        | missing
          std(exp(v))   | {"items": [{"v": 1000}, {"v": 1000}]}     | missing
          """)
  void theyStayRight(String expression, String order, String value) {
    assertEquals(value, Sample.value(expression, order));
  }
}
