package io.tandem.localaws.states.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.strictjson.Json;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an expression may not do to the program. */
final class HostileExpressionsTest {
  private static final Queries QUERIES = new Queries();

  @AfterAll
  static void close() {
    QUERIES.close();
  }

  private static Json evaluate(String source) throws Exception {
    return QUERIES.evaluate(source, Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "($f := function($n){$f($n)}; $f(1))",
        "($f := function($n){1 + $f($n)}; $f(1))",
        "($f := function($n){$f($n) & $f($n)}; $f(1))",
        "[1..9999999].{'a': $}",
        "$sum($map([1..9999999], function($n){$n}))",
        "$pad('', 1000000000)",
        "$pad('', -2000000000)",
        "($f := function($s, $n){$n = 0 ? $s : $f($s & $s, $n - 1)}; $length($f('ab', 60)))",
        "($f := function($s, $n){$n = 0 ? $s : $f([$s, $s], $n - 1)}; $string($f(1, 60)))",
        "($f := function($s, $n){$n = 0 ? $s : $f({'a': $s, 'b': $s}, $n - 1)}; $f(1, 60))",
        "($f := function($s, $n){$n = 0 ? $s : $f($append($s, $s), $n - 1)}; $count($f([1], 60)))",
        "($a := [1..1000]; $join($map($a, function($x){$pad('', 1000000, 'x')})))",
        "$match($pad('', 60, 'a') & '!', /(a*)*(a*)*(a*)*c/)",
        "$replace($pad('', 100000, 'a'), 'a', $pad('', 100000, 'b'))",
        "$split($pad('', 100000, 'a') & 'b', /(a+)+c/)",
        "$replace('aaaa', 'a', 'b', -1)",
        "$eval('1 + 1')",
        "$count([1..9999999][$ % 2 = 0][$ % 3 = 0])",
        "[1..10000].([1..10000].(1))",
        "$range(1, 1000000, 1)",
        "$partition([1, 2], 0)",
        "$match('abc', //)",
        "1 / 0",
        "$power(10, 400)",
        "$parse('[')",
        "$hash('a', 'SHA-3')",
        "/(a+)+c/($pad('', 60, 'a'))",
        "$pad('', 60, 'a') ~> /(a+)+c/",
        "($r := /(a+)+c/; $r($pad('', 60, 'a')))",
        "$map([$pad('', 60, 'a')], /(a+)+c/)",
      })
  void anExpressionThatDoesTooMuchEndsInTime(String source) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThrows(QueryException.class, () -> evaluate(source)));
  }

  @Test
  void aRegularExpressionIsNoFunction() {
    QueryException refused =
        assertThrows(QueryException.class, () -> evaluate("/(a+)+c/($pad('', 60, 'a'))"));

    assertTrue(refused.text().contains("a regular expression cannot be called"), refused::text);
    assertEquals(
        List.of(),
        Thread.getAllStackTraces().entrySet().stream()
            .filter(thread -> thread.getKey().getName().equals("expression"))
            .flatMap(thread -> Arrays.stream(thread.getValue()))
            .filter(frame -> frame.getClassName().startsWith("java.util.regex"))
            .toList());
  }

  @Test
  void deepNestingIsRefused() {
    for (String nested :
        List.of(
            "(".repeat(30_000) + "1" + ")".repeat(30_000),
            "[".repeat(30_000),
            "-".repeat(60_000) + "a")) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(20), () -> assertThrows(QueryException.class, () -> evaluate(nested)));
    }
    assertThrows(QueryException.class, () -> QUERIES.check(" ".repeat(70_000) + "1"));
  }

  @Test
  void whatPeopleWriteIsFarBelowTheBounds() throws Exception {
    Json rows =
        evaluate(
            "$map([1..5000], function($i){{'id': $i, 'name': 'row ' & $i, 'even': $i % 2 = 0}})");

    Json found =
        QUERIES.evaluate(
            "$sum($rows[even].id) & ' ' & $join($rows[id > 4998].name, ', ') & ' ' & $count($distinct($rows.even))",
            Map.of("rows", rows));

    assertEquals("\"6252500 row 4999, row 5000 2\"", found.compact());
  }

  @Test
  void anInterruptedCallerDoesNotWait() throws Exception {
    Thread.currentThread().interrupt();

    assertThrows(InterruptedException.class, () -> evaluate("($f := function($n){$f($n)}; $f(1))"));
  }
}
