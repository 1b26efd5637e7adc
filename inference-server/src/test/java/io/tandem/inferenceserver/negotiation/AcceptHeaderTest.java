package io.tandem.inferenceserver.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AcceptHeaderTest {
  private static final List<String> OFFERS =
      List.of("text/csv", "application/json", "application/jsonlines");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                            | text/csv",
        "' , ,'                                        | text/csv",
        "*/*                                           | text/csv",
        "application/*                                 | application/json",
        "application/*, application/json;q=0           | application/jsonlines",
        "application/*;q=0.5, application/jsonlines    | application/jsonlines",
        "application/jsonlines, application/json       | application/jsonlines",
        "application/json;q=0.2, text/csv;q=0.1        | application/json",
        "*/*;q=1, application/json;q=1                 | application/json",
        "*/*;q=0.9, application/json;q=0.8             | text/csv",
        "text/csv;q=0, */*;q=0.1                       | application/json",
        "text/*;q=0, */*                               | application/json",
        "text/html, *;q=.2                             | text/csv",
        "application/json;q=0.001                      | application/json",
        "application/json;profile=\"a,b;q=0\";q=1.000  | application/json",
        "APPLICATION/JSON;Q=1                          | application/json",
        "text/csv;q=0.5;ext, application/json;ext;q=1  | application/json"
      })
  void choosesByQualityThenSpecificityThenOrder(String header, String chosen) {
    assertEquals(chosen, AcceptHeader.parse(header).orElseThrow().choose(OFFERS).orElse("none"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/html", "*/*;q=0", "text/csv;q=0", "*/*, text/*;q=0, application/*;q=0.0"})
  void choosesNothingWhenNothingIsAcceptable(String header) {
    assertTrue(AcceptHeader.parse(header).orElseThrow().choose(OFFERS).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text",
        "text/",
        "*/csv",
        "text/csv;q=1.001",
        "text/csv;q=-1",
        "text/csv;q=1.0000",
        "text/csv;q=",
        "text/csv;q",
        "text/csv;ext=",
        "text/csv;q=.",
        "text/csv;q=0x1",
        "text/csv;q=00.1",
        "text/csv text/css",
        ";",
        "text/csv;q=\u0661"
      })
  void isEmptyForWhatIsMalformed(String header) {
    assertTrue(AcceptHeader.parse(header).isEmpty());
  }

  @Test
  void aListThatNeverEndsIsMalformed() {
    assertTrue(AcceptHeader.parse("a/b,".repeat(10_000)).isEmpty());
  }
}
