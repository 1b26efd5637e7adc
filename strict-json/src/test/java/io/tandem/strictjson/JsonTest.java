package io.tandem.strictjson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  private static final JsonLimits LIMITS = new JsonLimits(10_000_000, 64, 65_536, 1_024, 400);

  @Test
  void everyValueKnowsItsPlace() {
    Json tree = read("{\"a\": {\"b\": [0, {\"c\": true}]}}");
    Json list = field(field(tree, "a"), "b");

    assertEquals("$", tree.place());
    assertEquals("$.a.b", list.place());
    assertEquals("$.a.b[1].c", field(((Json.Arr) list).items().get(1), "c").place());
  }

  /** A place of 60 000 characters, on the way to 100 000 values: joined, they were six billion. */
  @Test
  void aLongWayToManyValuesCostsNothing() {
    String way = ("{\"" + "n".repeat(1_000) + "\":").repeat(60);
    String json = way + "[" + "0,".repeat(100_000) + "0]" + "}".repeat(60);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    Json tree = read(json);

    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertInstanceOf(Json.Obj.class, tree);
    assertTrue(allocated < 100L * json.length(), allocated + " bytes of " + json.length());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          7                    , 7
          -0                   , 0
          1.50                 , 1.50
          1.0                  , 1.0
          0.1                  , 0.1
          1e3                  , 1e3
          0.30000000000000000001, 0.30000000000000000001
          9007199254740993     , 9007199254740993
          123456789012345678901, 123456789012345678901
          1e999                , 1e999
          """)
  void aNumberStaysAsItIsWritten(String json, String written) {
    assertEquals(written, ((Json.Num) read(json)).written());
  }

  @Test
  void theCanonicalTextHasSortedKeysAndTheCompactOneTheirOrder() {
    Json tree = read("{ \"b\" : [1.0, null, true], \"a\" : \"\\u0041\\n\" }");

    assertEquals("{\"a\":\"A\\n\",\"b\":[1,null,true]}", tree.canonical());
    assertEquals("{\"b\":[1,null,true],\"a\":\"A\\n\"}", tree.compact());
  }

  @Test
  void aTreeIsMadeOfValuesToo() {
    Json made = Json.object(Map.of("a", Json.texts(List.of("b", "c")), "d", Json.num(1.5)));

    assertEquals("{\"a\":[\"b\",\"c\"],\"d\":1.5}", made.canonical());
    assertEquals("7", Json.num(7).written());
    assertEquals("9007199254740993", Json.num(9_007_199_254_740_993L).written());
    assertEquals("$", made.place());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          ``                     | is empty, expected a JSON object
          {"secret": 1           | ends before the JSON value is complete at column 13
          {"secret": 1} 2        | has text after the JSON object
          {"secret": 1, "secret" | has the same field twice at column 23
          {'secret': 1}          | is not valid JSON at column 2
          {"a": secret}          | is not valid JSON at column 7
          {"a": 01}              | is not valid JSON at column 8
          {"a": 1,}              | is not valid JSON at column 9
          // secret              | is not valid JSON at column 1
          {"a": NaN}             | has NaN or Infinity, which JSON has not: write null for what is missing at column 10
          """)
  void whatIsNoJsonIsRefusedWithItsPlaceAndNotItsWords(String json, String fault) {
    assertEquals(fault, fault(json.getBytes(StandardCharsets.UTF_8), LIMITS));
  }

  @Test
  void otherEncodingsAreRefused() {
    assertEquals(
        "is not valid UTF-8 at byte 3", fault(new byte[] {'[', '"', (byte) 0xff, '"'}, LIMITS));
    assertEquals(
        "is not valid JSON in UTF-8 at byte 1",
        fault("[]".getBytes(StandardCharsets.UTF_16BE), LIMITS));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          [[[1]]]                         | is nested deeper than 2 levels
          ["123456"]                      | has a text of more than 5 characters
          {"12345": 1}                    | has a field name of more than 4 characters
          [1234]                          | has a number of more than 3 characters
          [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1] | is longer than 30 bytes
          """)
  void whatIsBeyondALimitIsRefused(String json, String fault) {
    JsonLimits small = new JsonLimits(30, 2, 5, 4, 3);

    String found = fault(json.getBytes(StandardCharsets.UTF_8), small);

    assertTrue(found.startsWith(fault), found);
  }

  private static Json read(String json) {
    return Json.read(json.getBytes(StandardCharsets.UTF_8), LIMITS);
  }

  private static Json field(Json json, String name) {
    return assertInstanceOf(Json.class, ((Json.Obj) json).fields().get(name));
  }

  private static String fault(byte[] json, JsonLimits limits) {
    return assertThrows(InvalidJsonException.class, () -> Json.read(json, limits)).fault();
  }
}
