package io.tandem.localaws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** The program is killed while executions run: what had ended has ended, the others go on. */
final class KilledExecutionsTest {
  private static final int ROUNDS = Integer.getInteger("tandem.states-crashes", 2);
  private static final int ENDED = 10;
  private static final String MACHINE =
      TestMachines.machine(
          "A",
          """
          "A": {"Type": "Pass", "Assign": {"x": "{% $states.input.n %}"}, "Next": "M"},
          "M": {"Type": "Map", "Items": [1, 2, 3], "Next": "W", "ItemProcessor": {"StartAt": "I",
            "States": {"I": {"Type": "Pass", "Output": "{% $x + $states.input %}", "End": true}}}},
          "W": {"Type": "Wait", "Seconds": 10, "Next": "S"},
          "S": {"Type": "Succeed", "Output": "{% $sum($states.input) %}"}""");

  @TempDir Path folder;

  @Test
  void whatHadEndedHasEndedAndTheOthersGoOn() throws Exception {
    List<String> ended = new ArrayList<>();
    List<String> started = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      try (TestAws aws = TestAws.startProcess(folder)) {
        var machines = new TestMachines(aws.states);
        machines.create("m", MACHINE);
        Thread killer = Thread.ofVirtual().unstarted(aws::end);
        runUntilKilled(machines, round, started, ended, killer);
        killer.join();
      }
    }
    try (TestAws aws = TestAws.start(folder)) {
      var machines = new TestMachines(aws.states);
      for (String arn : ended) {
        assertEquals(ExecutionStatus.SUCCEEDED, machines.described(arn).status());
      }
      int redriven = 0;
      for (String arn : started) {
        DescribeExecutionResponse found = machines.described(arn);
        assertNotEquals(ExecutionStatus.RUNNING, found.status());
        if (found.status() == ExecutionStatus.FAILED) {
          redriven++;
          aws.states.redriveExecution(of -> of.executionArn(arn));
        }
        assertEquals("9", machines.ended(arn).output());
      }
      assertTrue(redriven > 0, "nothing ran when the program was killed");
      assertTrue(ended.size() >= ENDED, () -> "only " + ended.size());
    }
  }

  /** Two at a time: one is waited for, while the next runs. */
  private static void runUntilKilled(
      TestMachines machines, int round, List<String> started, List<String> ended, Thread killer) {
    try {
      for (int i = 0; ; i++) {
        String arn = machines.start("m", "r%d-%d".formatted(round, i), "{\"n\": 1}");
        started.add(arn);
        if (i == ENDED) {
          killer.start();
        }
        if (i > 0) {
          String before = started.get(started.size() - 2);
          machines.ended(before);
          ended.add(before);
        }
      }
    } catch (SdkException e) {
      // The program is gone.
    }
  }
}
