package io.tandem.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class JoinTest {
  private final Predictions first = new Predictions();
  private final Predictions second = new Predictions();

  @Test
  void rowsAreJoinedByIdWhateverTheirOrder() {
    first.add(true, 0.1, "a");
    first.add(false, 0.2, "b");
    second.add(false, 0.4, "b");
    second.add(true, 0.3, "a");

    Join join = Join.of(first, second);

    assertArrayEquals(new boolean[] {false, true}, join.rows().labels());
    assertArrayEquals(new double[] {0.2, 0.1}, join.rows().first());
    assertArrayEquals(new double[] {0.4, 0.3}, join.rows().second());
  }

  @Test
  void whatIsNotJoinedIsCounted() {
    first.add(true, 0.1, "both");
    first.add(true, 0.1, "old");
    first.add(true, 0.1, "doubled in old");
    first.add(true, 0.1, "doubled in old");
    first.add(true, 0.1, "doubled in new");
    second.add(true, 0.1, "both");
    second.add(true, 0.1, "new");
    second.add(true, 0.1, "another");
    second.add(true, 0.1, "doubled in old");
    second.add(true, 0.1, "doubled in new");
    second.add(true, 0.1, "doubled in new");
    second.add(true, 0.1, "doubled in new");

    Join join = Join.of(first, second);

    assertEquals(1, join.rows().count());
    assertEquals(1, join.onlyFirst());
    assertEquals(2, join.onlySecond());
    assertEquals(5, join.doubled());
  }

  @Test
  void anIdWithTwoOutcomesIsAnError() {
    first.add(true, 0.1, "a");
    second.add(false, 0.1, "a");

    EvaluationException fault =
        assertThrows(EvaluationException.class, () -> Join.of(first, second));

    assertEquals(
        "row 1 of the new predictions has another outcome than the old ones have for its id",
        fault.getMessage());
  }

  @Test
  void filesThatHaveNothingInCommonAreAnError() {
    first.add(true, 0.1, "a");
    second.add(true, 0.1, "b");

    assertThrows(EvaluationException.class, () -> Join.of(first, second));
  }
}
