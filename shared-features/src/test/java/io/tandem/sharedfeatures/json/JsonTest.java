package io.tandem.sharedfeatures.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.tandem.sharedfeatures.Sample;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Trees of foreign JSON cost what their bytes do. */
class JsonTest {
  @Test
  void everyValueKnowsItsPlace() {
    Json tree = Json.read("test", Sample.bytes("{\"a\": {\"b\": [0, {\"c\": true}]}}"));
    Json list = Sample.field(Sample.field(tree, "a"), "b");

    assertEquals("$", tree.place());
    assertEquals("$.a.b", list.place());
    assertEquals("$.a.b[1].c", Sample.field(((Json.Arr) list).items().get(1), "c").place());
  }

  /** A place of 60 000 characters, on the way to 100 000 values: joined, they were six billion. */
  @Test
  void aLongWayToManyValuesCostsNothing() {
    String way = ("{\"" + "n".repeat(1_000) + "\":").repeat(60);
    byte[] json = Sample.bytes(way + "[" + "0,".repeat(100_000) + "0]" + "}".repeat(60));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    Json tree = Json.read("test", json);

    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(tree instanceof Json.Obj);
    assertTrue(allocated < 100L * json.length, allocated + " bytes of " + json.length);
  }
}
