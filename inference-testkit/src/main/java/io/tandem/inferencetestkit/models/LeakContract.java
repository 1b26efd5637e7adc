package io.tandem.inferencetestkit.models;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Loading and unloading leave nothing behind: no memory, no thread, no descriptor. */
interface LeakContract extends ModelsContract {
  int WARM = 100;

  /** What the machine code of a process that has just started still grows by. */
  long SLACK_KIB = 12 << 10;

  /** What caches and records of the JVM still grow by in its heap. */
  long HEAP_SLACK_KIB = 2 << 10;

  /**
   * What a JVM takes for itself grows for minutes otherwise: its better compiler keeps up to 40
   * MiB, and garbage touches the heap bit by bit. So all of the heap is touched at the start; what
   * is alive in it is counted apart.
   */
  String STEADY_JVM =
      "-XX:+UseSerialGC -Xms128m -Xmn16m -XX:+AlwaysPreTouch -XX:TieredStopAtLevel=1";

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
      assertTrue(late.heapKib() <= early.heapKib() + HEAP_SLACK_KIB, both);
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
