package io.tandem.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ByModelTest {
  private static final ByModel<Integer> ONE = new ByModel<>(2, Optional.empty());
  private static final ByModel<Integer> TWO = new ByModel<>(2, Optional.of(1));

  @Test
  void theOldModelComesFirstWhereThereIsOne() {
    assertEquals(List.of(2), ONE.oldFirst());
    assertEquals(List.of(1, 2), TWO.oldFirst());
  }

  @Test
  void eachModelKeepsItsPlace() {
    assertEquals(new ByModel<>("2", Optional.of("1")), TWO.map(String::valueOf));
    assertEquals(new ByModel<>("2", Optional.empty()), ONE.map(String::valueOf));
    assertEquals(new ByModel<>(22, Optional.of(11)), TWO.with(TWO, (a, b) -> 10 * a + b));
    assertEquals(new ByModel<>(22, Optional.empty()), ONE.with(ONE, (a, b) -> 10 * a + b));
  }
}
