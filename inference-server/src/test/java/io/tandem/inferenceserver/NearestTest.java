package io.tandem.inferenceserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestTest {
  @ParameterizedTest
  @CsvSource({
    "'','',0",
    "eta,eta,0",
    "eta,'',3",
    "gama,gamma,1",
    "lambdda,lambda,1",
    "alpho,alpha,1",
    "eat,eta,1",
    "kitten,sitting,3"
  })
  void countsLettersInsertedLeftOutReplacedAndSwapped(String a, String b, int distance) {
    assertEquals(distance, Nearest.distance(a, b));
    assertEquals(distance, Nearest.distance(b, a));
  }

  @Test
  void ofEquallyNearNamesItIsTheFirstOfTheAlphabet() {
    assertEquals(Optional.of("bat"), Nearest.of("rat", List.of("hat", "bat", "cat", "eta")));
  }

  @Test
  void nothingIsNearWhenNothingIsKnown() {
    assertEquals(Optional.empty(), Nearest.of("rat", List.of()));
  }
}
