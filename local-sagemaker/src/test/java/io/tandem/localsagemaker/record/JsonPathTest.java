package io.tandem.localsagemaker.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonPathTest {
  private static final String RECORD =
      """
       { "id" : 1.50, "tags": ["é", {"b": [ 7 ]}, 1e400, null],
         "items":[{"p":1, "q": {"r":2}},{"q":0},{"p": 3}], "\\u0061": true, "a": false}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$.id                | 1.50",
        "$['id']             | 1.50",
        "$.a                 | false",
        "$.tags              | `[\"é\", {\"b\": [ 7 ]}, 1e400, null]`",
        "$.tags[0]           | \"é\"",
        "$.tags[-1]          | null",
        "$.tags[1].b[0]      | 7",
        "$.tags[0,-1]        | `[\"é\",null]`",
        "$.tags[-1, 0 , 0]   | `[null,\"é\",\"é\"]`",
        "$.tags[1:2]         | `[{\"b\": [ 7 ]},1e400]`",
        "$.tags[2:]          | [1e400,null]",
        "$.tags[:0]          | [\"é\"]",
        "$.tags[-2:]         | [1e400,null]",
        "$.tags[:-3]         | `[\"é\",{\"b\": [ 7 ]}]`",
        "$.tags[0,2:]        | `[\"é\",1e400,null]`",
        "$.tags[3:1]         | []",
        "$.tags[4:9]         | []",
        "$.tags[-9:0]        | [\"é\"]",
        "$.items[*].p        | [1,3]",
        "$.items.*.q         | `[{\"r\":2},0]`",
        "$.items[0,1].q.r    | [2]",
        "$.items[1:].p       | [3]",
        "$.items[0].*        | `[1,{\"r\":2}]`",
        "$.items[0]['q','p'] | `{\"q\":{\"r\":2},\"p\":1}`",
        "$.items[0].['q','p']| `{\"q\":{\"r\":2},\"p\":1}`",
        "$.items[*]['p','x'] | `[{\"p\":1},{},{\"p\":3}]`",
        "$['id','no','a']    | `{\"id\":1.50,\"a\":false}`",
        "$['no','neither']   | {}",
        "$.id.*              | []"
      })
  void choosesByteForByte(String path, String expected) throws RecordException {
    assertEquals(expected, choose(path, RECORD));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.no             | the record lacks $.no",
        "$.id.no          | the record lacks $.id.no",
        "$.tags.b         | the record lacks $.tags.b",
        "$.items[0].q.s   | the record lacks $.items[0].q.s",
        "$.tags[4]        | nothing is at index 4 of 4",
        "$.tags[-5]       | nothing is at index -5 of 4",
        "$.tags[0,9]      | nothing is at index 9 of 4",
        "$.id[0]          | expected an array for $.id[0]",
        "$[0]             | expected an array for $[0]",
        "$.id['a','b']    | expected an object for $.id['a','b']"
      })
  void whatIsNotThereIsTold(String path, String fault) {
    assertEquals(
        fault, assertThrows(RecordException.class, () -> choose(path, RECORD)).getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                | expected a JSON value, found nothing",
        "'  '              | expected a JSON value, found nothing",
        "{\"a\":1} {}      | expected one JSON value, found more",
        "{\"a\":1,}        | not JSON at byte 7",
        "{\"a\" secret}    | not JSON at byte 5",
        "[1,2              | not JSON at byte 4",
        "NaN               | not JSON at byte 3"
      })
  void whatIsNotOneJsonValueIsToldWithoutIt(String text, String fault) {
    String message =
        assertThrows(RecordException.class, () -> JsonValue.read(text.getBytes(UTF_8), 9))
            .getMessage();

    assertEquals(fault, message);
  }

  @Test
  void otherEncodingsAndGreatDepthAreNotJson() {
    assertThrows(
        RecordException.class,
        () -> JsonValue.read("{}".getBytes(java.nio.charset.StandardCharsets.UTF_16BE), 0));
    assertThrows(
        RecordException.class, () -> JsonValue.read("[".repeat(100_000).getBytes(UTF_8), 1));
    assertThrows(
        RecordException.class, () -> JsonValue.read(new byte[] {'"', (byte) 0xFF, '"'}, 0));
  }

  @Test
  void aByteOrderMarkIsNotPartOfTheValue() throws RecordException {
    assertEquals("1", choose("$.a", "\uFEFF{\"a\":1}"));
    assertEquals(
        "{\"a\":1,\"SageMakerOutput\":[2]}",
        new String(
            JsonValue.read("\uFEFF{\"a\":1}".getBytes(UTF_8), 0)
                .join(JsonValue.read("\uFEFF[2]".getBytes(UTF_8), 0))
                .text(),
            UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        ".a",
        "$a",
        "$.",
        "$..a",
        "$[",
        "$[]",
        "$['a'",
        "$[a]",
        "$['a',0]",
        "$[1:2:3]",
        "$[0]x",
        "$ .a",
        "$['a','b'].c",
        "$['a.b']",
        "$[1,]",
        "$[99999999999]",
        "$[-]",
        "$.a b"
      })
  void otherFormsAreRefused(String path) {
    assertEquals(
        List.of("is not made of $, .name, ['a','b'] at its end, [0,-1], [1:4] and *"),
        faults(path));
  }

  @Test
  void whatTheServiceRefusesIsRefusedInItsWords() {
    assertEquals(
        List.of(
            "has an unexpected \"_\" in its JSONPath: the service takes letters, digits and"
                + " $ [ ] * . , : - ' only"),
        faults("$['account_id','SageMakerOutput']"));
    assertEquals(
        List.of("has two ranges: only single range filters of format (eg: [1:5]) are supported"),
        faults("$[0:2,246:]"));
  }

  private static List<String> faults(String path) {
    var faults = new ArrayList<String>();
    JsonPath.parse(path, faults::add);
    return faults;
  }

  private static String choose(String path, String record) throws RecordException {
    JsonPath parsed = JsonPath.parse(path, fault -> fail(path + " " + fault));
    int steps = parsed.steps().size();
    return new String(JsonValue.read(record.getBytes(UTF_8), steps).choose(parsed), UTF_8);
  }
}
