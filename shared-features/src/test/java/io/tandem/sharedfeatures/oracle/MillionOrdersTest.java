package io.tandem.sharedfeatures.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.DeferredPaymentTest;
import io.tandem.sharedfeatures.Sample;
import io.tandem.sharedfeatures.definition.EncodingForm;
import io.tandem.sharedfeatures.expression.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random and mutated orders, each through the streaming implementation and the slow oracle: some
 * thousands always, a million in the group {@code long}. All compare what the sources read, and
 * whether there is a vector; every fourth one every feature's value and every column as well.
 * {@code -Dtandem.orders=N} and {@code -Dtandem.seed=N} run more, or others.
 */
class MillionOrdersTest {
  private static final int SOME = 50_000;
  private static final int ORDERS = Integer.getInteger("tandem.orders", 1_000_000);
  private static final long SEED = Long.getLong("tandem.seed", 20_260_314);
  private static final int CHUNK = 1_000;
  private static final int WHOLLY = 4;

  private static final List<Supplier<OracleComparison>> DEFINITIONS =
      List.of(
          OracleComparison::ofEveryFunction,
          OracleComparison::ofLenientEveryFunction,
          OracleComparison::ofNewestEveryFunctionFromText,
          OracleComparison::ofLenientDeferredPaymentFromText,
          OracleComparison::ofDeferredPayment,
          OracleComparison::ofLenientDeferredPayment);

  private static final List<byte[]> EXAMPLES =
      DeferredPaymentTest.examples().stream()
          .map(example -> Sample.bytes(Sample.field(example, "order").compact()))
          .toList();

  private final AtomicInteger next = new AtomicInteger();

  @Test
  void theStreamingImplementationAgreesWithTheOracle() throws Exception {
    compareAll(SOME);
  }

  @Tag("long")
  @Test
  void theStreamingImplementationAgreesWithTheOracleOnAMillionOrders() throws Exception {
    compareAll(ORDERS);
  }

  private void compareAll(int wanted) throws Exception {
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<int[]>> parts = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      parts.add(pool.submit(() -> compareSome(wanted)));
    }
    pool.shutdown();
    int orders = 0;
    int read = 0;
    for (Future<int[]> part : parts) {
      orders += part.get()[0];
      read += part.get()[1];
    }

    assertEquals(wanted / CHUNK * CHUNK, orders);
    assertTrue(read > orders / 3, "only " + read + " of " + orders + " gave a vector");
  }

  /** A new function is no proof's subject until the oracle knows it, too. */
  @Test
  void oneOfTheDefinitionsUsesEveryFunctionAndEncoding() {
    String definition = new String(EveryFunction.definition(), StandardCharsets.UTF_8);
    List<String> unused = new ArrayList<>();
    for (String function : Dialect.NEWEST.functions().keySet()) {
      if (!Pattern.compile("\\b" + function + "\\(").matcher(definition).find()) {
        unused.add(function);
      }
    }
    for (EncodingForm form : EncodingForm.ALL) {
      if (!definition.contains("{\"" + form.name() + "\":")) {
        unused.add(form.name());
      }
    }

    assertEquals(List.of(), unused);
  }

  private int[] compareSome(int wanted) {
    List<OracleComparison> comparisons = DEFINITIONS.stream().map(Supplier::get).toList();
    int[] ordersAndRead = new int[2];
    for (int chunk = next.getAndIncrement();
        chunk < wanted / CHUNK;
        chunk = next.getAndIncrement()) {
      OracleComparison comparison = comparisons.get(chunk % comparisons.size());
      RandomOrders orders = new RandomOrders(comparison.sources(), EXAMPLES);
      Random random = new Random(SEED + chunk);
      for (int i = 0; i < CHUNK; i++) {
        byte[] order = orders.next(random);
        try {
          boolean wholly = i % WHOLLY == 0;
          boolean read = wholly ? comparison.compare(order) : comparison.compareSources(order);
          ordersAndRead[1] += read ? 1 : 0;
        } catch (AssertionError e) {
          throw new AssertionError("order " + i + " of the seed " + (SEED + chunk), e);
        }
        ordersAndRead[0]++;
      }
    }
    return ordersAndRead;
  }
}
