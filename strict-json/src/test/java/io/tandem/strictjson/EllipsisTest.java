package io.tandem.strictjson;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EllipsisTest {
  @Test
  void aShortTextStaysAsItIs() {
    assertEquals("12345", Ellipsis.shorten("12345", 5));
  }

  @Test
  void aLongerTextEndsInThreeDotsWithinTheLength() {
    assertEquals("12...", Ellipsis.shorten("123456", 5));
  }

  @Test
  void aPairOfSurrogatesIsKeptOrLeftOutAsAWhole() {
    assertEquals("1...", Ellipsis.shorten("1\ud83d\ude00456", 5));
    assertEquals("\ud83d\ude00...", Ellipsis.shorten("\ud83d\ude003456", 5));
  }
}
