package io.tandem.inferenceserver.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Objects;
import org.junit.jupiter.api.Test;

final class BodyPoolTest {
  private static final int MB = BodyPool.LARGE_BYTES;

  private final BodyPool pool = new BodyPool(10L * MB);
  private final BodyPool.Share memory = pool.share();

  @Test
  void aLargeArrayIsLentAgain() {
    byte[] first = take(4 * MB);
    memory.giveBack(first);

    assertSame(first, take(3 * MB));
    assertNotSame(first, take(3 * MB), "it is lent already");
  }

  @Test
  void oneAsLargeAsWantedIsLentAtOnce() {
    byte[] large = take(4 * MB);
    memory.giveBack(large);

    assertSame(large, memory.take(16, 4 * MB));
    assertEquals(16, Objects.requireNonNull(memory.take(16, 4 * MB)).length);
  }

  @Test
  void aSmallBodyDoesNotOccupyALargeArray() {
    memory.giveBack(take(8 * MB));

    assertEquals(MB, take(MB).length);
  }

  @Test
  void whatIsKeptGivesWayToWhatIsNeeded() {
    memory.giveBack(take(8 * MB));

    assertEquals(3 * MB, take(3 * MB).length);
    assertEquals(7 * MB, take(7 * MB).length);
  }

  @Test
  void whatIsLentIsBounded() {
    byte[] lent = take(6 * MB);
    assertNull(memory.take(5 * MB, 5 * MB));

    memory.giveBack(lent);
    assertNotNull(memory.take(5 * MB, 5 * MB));
  }

  @Test
  void smallArraysComeBackToo() {
    for (int i = 0; i < 1000; i++) {
      memory.giveBack(take(MB / 2));
    }
  }

  @Test
  void oneModelLeavesSomethingToTheOthers() {
    BodyPool.Share other = pool.share();
    take(8 * MB);
    assertNull(memory.take(MB, MB));

    assertNotNull(other.take(MB, MB));
  }

  @Test
  void beyondHalfOfAllEachModelHasAnEqualShare() {
    BodyPool.Share other = pool.share();
    take(4 * MB);
    byte[] others = Objects.requireNonNull(other.take(3 * MB, 3 * MB));
    assertNull(memory.take(2 * MB, 2 * MB), "6 of 10, shared by two");
    assertNotNull(other.take(2 * MB, 2 * MB));

    other.giveBack(others);
    assertNotNull(memory.take(MB, MB));
  }

  private byte[] take(int bytes) {
    return Objects.requireNonNull(memory.take(bytes, bytes));
  }
}
