package io.tandem.inferencetestkit.models;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Loading and unloading leave nothing behind: no memory, no thread, no descriptor. */
interface LeakContract extends ModelsContract {
  int WARM = 100;

  /** What the machine code and the heap of a process that has just started still grow by. */
  long SLACK_KIB = 12 << 10;

  /**
   * What a JVM takes for itself grows for minutes otherwise: its better compiler keeps up to 40
   * MiB, its other collector touches its heap bit by bit.
   */
  String STEADY_JVM = "-XX:+UseSerialGC -Xmn16m -XX:TieredStopAtLevel=1";

  /** Kinds of models in turn, as far as there are different ones. */
  int KINDS = 18;

  @Test
  default void fiveHundredLoadsLeaveNothingBehind() throws Exception {
    reload(500);
  }

  @Test
  @Tag("long")
  default void tenThousandLoadsLeaveNothingBehind() throws Exception {
    reload(10_000);
  }

  private void reload(int count) throws Exception {
    try (Endpoint endpoint = listening(Map.of("JDK_JAVA_OPTIONS", STEADY_JVM));
        ServerProcess process = (ServerProcess) endpoint.server()) {
      reload(endpoint, 0, WARM);
      Footprint early = Footprint.of(process.id());
      reload(endpoint, WARM, count);
      Footprint late = Footprint.of(process.id());

      String both = early + " after " + WARM + ", " + late + " after " + count;
      assertTrue(late.pssKib() <= early.pssKib() + SLACK_KIB, both);
      assertTrue(late.threads() <= early.threads(), both);
      assertTrue(late.descriptors() <= early.descriptors(), both);
      System.out.println("loads: " + both);
    }
  }

  private static void reload(Endpoint endpoint, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      endpoint.load("m" + i, i % KINDS);
      endpoint.assertRight("m" + i, i % KINDS);
      endpoint.unload("m" + i);
    }
  }
}
