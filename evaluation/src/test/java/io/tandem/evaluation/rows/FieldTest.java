package io.tandem.evaluation.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.evaluation.definition.EvaluationException;
import io.tandem.evaluation.definition.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FieldTest {
  /** What a platform or a person has written, how it is named, and what it has in a row. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          $.predictions[0].probability          | $.predictions[0].probability | {"predictions":[{"probability":0.25}]}          | 0.25
          $['predictions'][0]["probability"]    | $.predictions[0].probability | {"predictions":[{"probability":0.25}]}          | 0.25
          $.a[ 1 ]                              | $.a[1]                       | {"a":[7,8,9]}                                   | 8
          $.a[1][0][2]                          | $.a[1][0][2]                 | {"a":[[],[[1,2,3]]]}                            | 3
          $[0]                                  | $[0]                         | ["x",0.5]                                       | x
          $[1].p                                | $[1].p                       | [1,{"p":0.5}]                                   | 0.5
          $['a.b']                              | $['a.b']                     | {"a":{"b":1},"a.b":2}                           | 2
          $["it's"]                             | $['it\\'s']                  | {"it's":3}                                      | 3
          $['it\\'s']                           | $['it\\'s']                  | {"it's":3}                                      | 3
          $["a\\"b"]                            | $['a"b']                     | {"a\\"b":4}                                     | 4
          $['a\\\\b']                           | $['a\\\\b']                  | {"a\\\\b":5}                                    | 5
          $['[0]']                              | $['[0]']                     | {"[0]":6}                                       | 6
          $['']                                 | $['']                        | {"":7}                                          | 7
          $['3d']                               | $['3d']                      | {"3d":8}                                        | 8
          $.größe.betrag_2-a                    | $.größe.betrag_2-a           | {"größe":{"betrag_2-a":9}}                      | 9
          $['größe']                            | $.größe                      | {"größe":10}                                    | 10
          $.a['b c'].d                          | $.a['b c'].d                 | {"a":{"b c":{"d":11}}}                          | 11
          $.a[999999999]                        | $.a[999999999]               | {"a":[1]}                                       | missing
          $.a[1]                                | $.a[1]                       | {"a":[1]}                                       | missing
          $.a[0]                                | $.a[0]                       | {"a":[]}                                        | missing
          $.a[0]                                | $.a[0]                       | {"a":[null]}                                    | missing
          $.a[0]                                | $.a[0]                       | {"a":{"0":1}}                                   | missing
          $.a[0]                                | $.a[0]                       | {"a":"text"}                                    | missing
          $['0']                                | $['0']                       | {"0":12}                                        | 12
          $.a.b                                 | $.a.b                        | {"a":[{"b":1}]}                                 | missing
          $.a[0].b                              | $.a[0].b                     | {"a":[1,{"b":1}]}                               | missing
          $.a[2].b                              | $.a[2].b                     | {"x":[[{}]],"a":[1,[{"b":2}],{"b":3},{"b":4}]}  | 3
          """)
  void aPathIsReadNamedAndFollowed(String text, String name, String row, String value) {
    Field.Path path = (Field.Path) Field.parse(text);

    assertEquals(name, path.toString());
    assertEquals(path, Field.parse(name));
    assertEquals(value, shown(read(row, path)[0]));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          $                     | $ is the whole row; expected a value in it, such as $.a.b
          $.a[*]                | [*] of $.a[*] has several values; WAY
          $.a[*].b              | [*].b of $.a[*].b has several values; WAY
          $.*                   | .* of $.* has several values; WAY
          $.a.*.b               | .*.b of $.a.*.b has several values; WAY
          $.a[0:2]              | [0:2] of $.a[0:2] has several values; WAY
          $.a[:]                | [:] of $.a[:] has several values; WAY
          $.a[0,1]              | [0,1] of $.a[0,1] has several values; WAY
          $['a','b']            | ['a','b'] of $['a','b'] has several values; WAY
          $..p                  | ..p of $..p looks at every depth; WAY
          $.a[-1]               | [-1] of $.a[-1] counts from the end; WAY
          $.a[?(@.x > 1)].b     | [?(@.x > 1)].b of $.a[?(@.x > 1)].b is a filter or an expression; WAY
          $.a[(@.length-1)]     | [(@.length-1)] of $.a[(@.length-1)] is a filter or an expression; WAY
          $.a[1234567890]       | [1234567890] of $.a[1234567890] is too large an index; expected one of at most 9 digits
          $.a[99999999999999999999] | [99999999999999999999] of $.a[99999999999999999999] is too large an index; expected one of at most 9 digits
          $.a.0                 | FORM; did you mean $.a[0]?
          $.a.[0].[1].b         | FORM; did you mean $.a[0][1].b?
          $.a[007]              | FORM; did you mean $.a[7]?
          $.a[]                 | FORM; did you mean $.a[0]?
          $.a[0                 | FORM; did you mean $.a[0]?
          $.a[b].c              | FORM; did you mean $.a.b.c?
          $a.b                  | FORM; did you mean $.a.b?
          $.a[0]b               | FORM; did you mean $.a[0].b?
          $.a b.c               | FORM; did you mean $['a b'].c?
          $.3d                  | FORM; did you mean $['3d']?
          $.a.                  | FORM
          $.                    | FORM
          $.a]                  | FORM; did you mean $.a?
          $['a                  | FORM
          $['a'b']              | FORM
          3x                    | expected a path such as $.a.b, the number or the name of a column
          """)
  void whatIsNoPathToOneValueIsRefusedInWords(String text, String fault) {
    EvaluationException thrown =
        assertThrows(EvaluationException.class, () -> Field.parse(text.strip()));

    assertEquals(
        fault
            .replace(
                "WAY",
                "expected the way to one value, of names and of indexes from 0, such as $.a[0].b")
            .replace("FORM", "expected a path of names and indexes, such as $.a[0].b or $['a.b']"),
        thrown.getMessage());
  }

  @Test
  void aRowIsReadForManyPathsAtOnce() {
    Field.Path[] paths =
        IntStream.range(0, 64)
            .mapToObj(i -> (Field.Path) Field.parse("$.a[" + i / 2 + "].p" + i % 2))
            .toArray(Field.Path[]::new);
    StringBuilder row = new StringBuilder("{\"a\":[");
    for (int i = 0; i < 32; i++) {
      row.append(i == 0 ? "" : ",").append("{\"p1\":1%d,\"p0\":2%d}".formatted(i, i));
    }

    Value[] values = read(row + "]}", paths);

    for (int i = 0; i < 64; i++) {
      assertEquals((i % 2 == 1 ? "1" : "2") + i / 2, values[i].text());
    }
  }

  @Test
  void aValueMayEndOnePathAndLieOnAnother() {
    Value[] values =
        read(
            "{\"a\":[{\"b\":1}]}",
            (Field.Path) Field.parse("$.a"),
            (Field.Path) Field.parse("$.a[0]"),
            (Field.Path) Field.parse("$.a[0].b"));

    assertEquals(
        List.of(Value.Kind.OTHER, Value.Kind.OTHER, Value.Kind.NUMBER),
        Arrays.stream(values).map(Value::kind).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          $.a  | [1]             | expected a JSON object
          $[0] | {"a":1}         | expected a JSON array
          $[0] | 7               | expected a JSON array; of CSV, fields are names or numbers of columns
          $[0] | [1] [2]         | expected the end of the line after the array
          $[0] | [1,             | not one JSON object (JSON knows no NaN)
          $.a  | {"a":1,"a":2}   | $.a is given twice
          $.a[0] | {"a":[1],"a":[2]} | $.a[0] is given twice
          """)
  void aRowThatCannotHoldThePathIsRefused(String path, String row, String fault) {
    Field.Path parsed = (Field.Path) Field.parse(path);

    EvaluationException thrown = assertThrows(EvaluationException.class, () -> read(row, parsed));

    assertEquals(fault, thrown.getMessage());
  }

  private static Value[] read(String row, Field.Path... paths) {
    byte[] line = row.getBytes(StandardCharsets.UTF_8);
    return new JsonRow(List.of(paths), -1).read(line, line.length);
  }

  private static String shown(Value value) {
    return value.isMissing() ? "missing" : value.text();
  }
}
