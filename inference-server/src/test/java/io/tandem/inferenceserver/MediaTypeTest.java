package io.tandem.inferenceserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MediaTypeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/csv                          | text/csv",
        "TEXT/Csv                          | text/csv",
        "text/csv;charset=utf-8            | text/csv; charset=utf-8",
        "text/csv ; Charset=\"utf-8\" ;    | text/csv; charset=utf-8",
        "a/b;x=\"1;2\";y=\"\\\"\"          | a/b; x=\"1;2\"; y=\"\\\"\"",
        "a/b;x=\"\"                        | a/b; x=\"\"",
        "application/vnd.tandem.vectors+csv; schema=0f | application/vnd.tandem.vectors+csv; schema=0f"
      })
  void readsAndWritesNamesAndParameters(String text, String written) {
    assertEquals(written, MediaType.parse(text).orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "text",
        "text/",
        "/csv",
        "text/csv/x",
        "text /csv",
        "text/csv x",
        "text/csv;a",
        "text/csv;a=",
        "text/csv;a=\"b",
        "text/csv;a=\"b\\",
        "text/csv;a=b;A=c",
        "text/csv;a=\"\u0001\"",
        "text/csv;a =b",
        "tëxt/csv",
        "text/csv,text/css"
      })
  void isEmptyForWhatIsNoMediaType(String text) {
    assertTrue(MediaType.parse(text).isEmpty());
  }

  @Test
  void keepsParametersInOrder() {
    MediaType type = MediaType.parse("a/b;z=1;a=2;m=3").orElseThrow();
    assertEquals(List.of("z", "a", "m"), List.copyOf(type.parameters().keySet()));
    assertEquals(Map.of("z", "1", "a", "2", "m", "3"), type.parameters());
  }
}
