package io.tandem.localaws.states.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class BranchesTest {
  @Test
  void anErrorOfABranchIsOneOfTheWhole() {
    Error thrown =
        assertThrows(
            StackOverflowError.class,
            () ->
                Branches.run(
                    2,
                    0,
                    _ -> {
                      throw new StackOverflowError("deep");
                    }));

    assertEquals("deep", thrown.getMessage());
  }
}
