package io.tandem.evaluation.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.evaluation.definition.EvaluationException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvLineTest {
  private final CsvLine line = new CsvLine();

  /** Cells in brackets. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          a,b|[a][b]
          a,|[a][]
          ,,|[][][]
          "a"|[a]
          "a,b",c|[a,b][c]
          "a""b","c"|[a"b][c]
          \"""a""\"|["a"]
          ""|[]
          "",|[][]
          a"b,c|[a"b][c]
          a""b|[a""b]
          a , b|[a ][ b]
           "a" , "b"|[a][b]
          a," b "|[a][ b ]
          größe,"ä""ö"|[größe][ä"ö]
          a\\,b|[a\\][b]
          """)
  void cellsAreFound(String text, String cells) {
    assertEquals(cells, "[" + String.join("][", cells(text)) + "]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a", "a,\"b", "\"a\"\"", "\"a\"b", "\"a\" b,c", "a\rb"})
  void whatIsNoRowIsRefused(String text) {
    EvaluationException thrown = assertThrows(EvaluationException.class, () -> cells(text));

    assertEquals("not one row of CSV", thrown.getMessage());
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    EvaluationException thrown =
        assertThrows(
            EvaluationException.class, () -> line.split(new byte[] {'a', ',', (byte) 0xE4}, 3));

    assertEquals("not UTF-8", thrown.getMessage());
  }

  @Test
  void thereMayBeManyCells() {
    List<String> numbers = IntStream.range(0, 1000).mapToObj(Integer::toString).toList();

    assertEquals(numbers, cells(String.join(",", numbers)));
    assertEquals(List.of("a", "b"), cells("a,b"));
  }

  private List<String> cells(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int count = line.split(bytes, bytes.length);
    return IntStream.range(0, count).mapToObj(line::text).toList();
  }
}
