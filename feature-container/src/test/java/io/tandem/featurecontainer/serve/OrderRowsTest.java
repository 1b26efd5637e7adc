package io.tandem.featurecontainer.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.featurecontainer.OnlineRetail;
import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.InvocationResult.Reason;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.lines.ParallelLines;
import io.tandem.sharedfeatures.Extraction;
import io.tandem.sharedfeatures.Extractor;
import io.tandem.sharedfeatures.FeatureSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a model in the same process is given. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OrderRowsTest {
  private static final List<String> RECORDS = OnlineRetail.records("validation");
  private static final List<String> ORDERS = RECORDS.stream().map(OnlineRetail::order).toList();

  @TempDir static Path directory;

  private Path model = Path.of("");

  @BeforeAll
  void fit() throws Exception {
    model = OnlineRetail.fit(directory, OnlineRetail.definition());
  }

  private FeatureSet features() {
    return FeatureArtifact.read(model, List.of());
  }

  @Test
  void anOrderHasTheRowThatTheLibraryComputes() {
    try (ParallelLines lines = new ParallelLines()) {
      OrderRows orders = OrderRows.of(features(), lines);

      OrdersResult.Valid<float[]> result = valid(orders.one(body(ORDERS.getFirst())));

      assertArrayEquals(expected().getFirst(), result.rows());
    }
  }

  @Test
  void manyOrdersHaveTheirRowsInTheirOrderChunkByChunk() {
    AtomicInteger firsts = new AtomicInteger();
    try (ParallelLines lines = new ParallelLines()) {
      OrdersResult.Valid<List<List<float[]>>> result =
          valid(
              OrderRows.of(features(), lines)
                  .lines(
                      body(String.join("\n", ORDERS)),
                      (rows, first) -> {
                        firsts.addAndGet(first ? 1 : 0);
                        List<float[]> taken = new ArrayList<>();
                        while (rows.next()) {
                          taken.add(rows.row());
                        }
                        return taken;
                      }));

      assertTrue(result.rows().size() > 2, "too small for several chunks");
      assertEquals(1, firsts.get());
      List<float[]> found = result.rows().stream().flatMap(List::stream).toList();
      List<float[]> expected = expected();
      assertEquals(expected.size(), found.size());
      for (int i = 0; i < found.size(); i++) {
        assertArrayEquals(expected.get(i), found.get(i), "row " + i);
      }
    }
  }

  private List<float[]> expected() {
    Extractor extractor = features().orders();
    return ORDERS.stream()
        .map(order -> ((Extraction.Vector) extractor.extract(order.getBytes(UTF_8))).values())
        .toList();
  }

  @Test
  void theFirstOrderWithoutARowIsNamedInWhateverChunkItIs() {
    List<String> bad = new ArrayList<>(ORDERS);
    bad.set(bad.size() - 3, "{");
    bad.set(bad.size() - 2, "[");

    Rejected refusal = refusalOfLines(String.join("\n", bad));

    assertEquals(Reason.INVALID_INPUT, refusal.reason());
    assertTrue(refusal.detail().startsWith("line " + (bad.size() - 2) + ": "), refusal.detail());
  }

  @Test
  void aRecordIsNoOrder() {
    String words = "it is a training record, not an order: send its order alone";
    try (ParallelLines lines = new ParallelLines()) {
      Rejected one = refusal(OrderRows.of(features(), lines).one(body(RECORDS.getFirst())));

      assertTrue(one.detail().endsWith(words), one.detail());
    }
    Rejected line = refusalOfLines(ORDERS.getFirst() + "\n" + RECORDS.getFirst());
    assertTrue(line.detail().startsWith("line 2: "), line.detail());
    assertTrue(line.detail().endsWith(words), line.detail());
  }

  @Test
  void anEmptyBodyHasNoRow() {
    try (ParallelLines lines = new ParallelLines()) {
      assertEquals(
          "the body is empty, expected an order as JSON",
          refusal(OrderRows.of(features(), lines).one(body(""))).detail());
    }
    assertEquals(
        "the body is empty, expected one order as JSON per line",
        refusalOfLines("\r\n\n").detail());
  }

  /** Whoever has a bound of its own ends there; lines behind it are not read. */
  @Test
  void aFunctionMayEndBeforeTheLastRow() {
    try (ParallelLines lines = new ParallelLines()) {
      OrdersResult.Valid<List<Boolean>> result =
          valid(
              OrderRows.of(features(), lines)
                  .lines(body(ORDERS.getFirst() + "\n{"), (rows, first) -> rows.next()));

      assertEquals(List.of(true), result.rows());
    }
  }

  private Rejected refusalOfLines(String text) {
    try (ParallelLines lines = new ParallelLines()) {
      return refusal(
          OrderRows.of(features(), lines)
              .lines(
                  body(text),
                  (rows, first) -> {
                    int count = 0;
                    while (rows.next()) {
                      count++;
                    }
                    return count;
                  }));
    }
  }

  private static <T> OrdersResult.Valid<T> valid(OrdersResult<T> result) {
    return switch (result) {
      case OrdersResult.Valid<T> found -> found;
      case OrdersResult.Invalid<T>(Rejected refusal) -> throw new AssertionError(refusal.detail());
    };
  }

  private static Rejected refusal(OrdersResult<?> result) {
    return assertInstanceOf(OrdersResult.Invalid.class, result).refusal();
  }

  private static Body body(String text) {
    return Body.of(text.getBytes(UTF_8));
  }
}
