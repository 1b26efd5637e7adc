package io.tandem.sharedfeatures.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.Sample;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done to the texts of an order costs their length. */
class TextsTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Test
  void aPartIsFoundWhereTheJdkFindsIt() {
    Random random = new Random(7);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      String text = text(random, random.nextInt(200));
      int from = random.nextInt(text.length() + 1);
      int to = from + random.nextInt(text.length() + 1 - from);
      String part = random.nextBoolean() ? text.substring(from, to) : text(random, 30);

      assertEquals(text.indexOf(part), Texts.indexOf(text, part), () -> part + " in " + text);
      found += part.length() > 20 && text.contains(part) ? 1 : 0;
    }
    assertTrue(found > 1_000, "only " + found + " long parts were found");
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(random.nextInt(12) == 0 ? 'b' : 'a');
    }
    return text.toString();
  }

  /** Four million characters beside four thousand others: compared at each place, 2 s each. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum(contains(s, k))",
        "count_distinct(before(s, k))",
        "count_distinct(after(s, k))",
        "sum(contains(k, t))",
        "sum(same(k, s))"
      })
  void lookingForManyLongTextsInALongOneCostsTheirLength(String expression) {
    String element = "{\"k\": \"" + "a".repeat(2_046) + "b\"}";
    byte[] order =
        Sample.bytes(
            "{\"s\": \"%s\", \"t\": \"%s\", \"items\": [%s]}"
                .formatted(
                    "a".repeat(4_096),
                    "a".repeat(1_023) + "ba",
                    element + (", " + element).repeat(1_999)));
    Extractor extractor = Sample.unfitted(Sample.SOURCES, Sample.feature(expression)).orders();

    long before = THREADS.getCurrentThreadCpuTime();
    Extraction extraction = extractor.extract(order);
    long used = THREADS.getCurrentThreadCpuTime() - before;

    assertInstanceOf(Extraction.Vector.class, extraction);
    assertTrue(used < 1_200_000_000, used + " ns");
  }
}
