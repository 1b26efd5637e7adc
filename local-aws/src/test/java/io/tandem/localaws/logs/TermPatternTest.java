package io.tandem.localaws.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** As the service's documentation has them. */
final class TermPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "## | [ERROR 400] BAD REQUEST | true",
        "ERROR | [ERROR 400] BAD REQUEST | true",
        "error | [ERROR 400] BAD REQUEST | false",
        "ERROR REQUEST | [ERROR 400] BAD REQUEST | true",
        "ERROR 401 | [ERROR 400] BAD REQUEST | false",
        "\"BAD REQUEST\" | [ERROR 400] BAD REQUEST | true",
        "\"REQUEST BAD\" | [ERROR 400] BAD REQUEST | false",
        "?401 ?400 | [ERROR 400] BAD REQUEST | true",
        "?401 ?402 | [ERROR 400] BAD REQUEST | false",
        "ERROR -400 | [ERROR 400] BAD REQUEST | false",
        "ERROR -\"401]\" | [ERROR 400] BAD REQUEST | true",
        "\"say \\\"a\\\"\" | they say \"a\" | true",
      })
  void termsAreFound(String pattern, String message, boolean expected) {
    assertEquals(
        Optional.of(expected), TermPattern.of(pattern).map(terms -> terms.matches(message)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{ $.level = \"error\" }", "[a, b]", "%a+%", "a*", "\"a", "a-b", "?", "?a b", "-"})
  void whatIsMoreThanTermsIsNone(String pattern) {
    assertEquals(Optional.empty(), TermPattern.of(pattern));
  }

  @Test
  void aLongPatternIsReadAtOnce() {
    String quotes = "\"" + "\\".repeat(1022);
    String words = "a".repeat(1023) + "*";

    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          assertEquals(Optional.empty(), TermPattern.of(quotes));
          assertEquals(Optional.empty(), TermPattern.of(words));
        });
  }
}
