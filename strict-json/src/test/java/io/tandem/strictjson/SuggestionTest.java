package io.tandem.strictjson;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "eta, eta, 0",
    "eta, '', 3",
    "gama, gamma, 1",
    "lambdda, lambda, 1",
    "alpho, alpha, 1",
    "eat, eta, 1",
    "logp1, log1p, 1",
    "log1p, log1p, 0",
    "abc, acb, 1",
    "abc, ab, 1",
    "abc, xbc, 1",
    "abcd, badc, 2",
    "kitten, sitting, 3"
  })
  void countsLettersInsertedLeftOutReplacedAndSwapped(String a, String b, int distance) {
    assertEquals(distance, Suggestion.distance(a, b));
    assertEquals(distance, Suggestion.distance(b, a));
  }

  @Test
  void ofEquallyNearNamesTheFirstOfTheAlphabetIsOffered() {
    assertEquals(Optional.of("bat"), Suggestion.of("rat", List.of("hat", "bat", "cat", "eta")));
    assertEquals("; did you mean log1p?", Suggestion.hint("logp1", List.of("log", "log1p")));
    assertEquals("; did you mean aa?", Suggestion.hint("a", List.of("ac", "ab", "aa")));
  }

  @Test
  void nothingIsOfferedThatIsNotNear() {
    assertEquals(Optional.empty(), Suggestion.of("rat", List.of()));
    assertEquals("", Suggestion.hint("something", List.of("else")));
  }

  @Test
  void tooLongNamesAreNotCompared() {
    String name = "n".repeat(64);

    assertEquals("; did you mean " + name + "?", Suggestion.hint(name, List.of(name)));
    assertEquals("", Suggestion.hint(name + "n", List.of(name)));
    assertEquals("", Suggestion.hint("nn", List.of(name)));
  }
}
