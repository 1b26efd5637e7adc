package io.tandem.sparkfeatures;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.sharedfeatures.FeatureSet;
import io.tandem.sharedfeatures.drift.DriftMonitor;
import io.tandem.sharedfeatures.drift.ProfileReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The drift that a cluster finds is what one machine finds. */
@DisabledForJreRange(min = JRE.JAVA_24, disabledReason = "Spark 3.5 needs an older one")
class ProfileTest {
  private static final int TRAINING = 1_000;

  @TempDir private static Path folder;

  private static LocalSpark spark;
  private static FeatureSet fitted;
  private static Path features;
  private static Path records;
  private static Path orders;
  private static final List<byte[]> LATER = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    spark = new LocalSpark();
    Example all = Example.of("deferred-payment", "sample.jsonl.gz");
    fitted = all.limit(TRAINING).fitted();
    features = folder.resolve("features");
    fitted.write(features);
    List<String> later = new ArrayList<>(all.records().subList(TRAINING, 2 * TRAINING));
    later.add(10, "{");
    later.add(500, "{");
    later.forEach(record -> LATER.add(record.getBytes(UTF_8)));
    records = Files.write(folder.resolve("records.jsonl"), later);
    orders =
        Files.write(
            folder.resolve("orders.jsonl"),
            fitted.goldenOrders().stream().map(order -> new String(order, UTF_8)).toList());
    spark.inParts(Files.size(records) / 7);
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private static LocalSpark.Said profile(Object... more) {
    List<String> arguments = new ArrayList<>(List.of("profile", "--features=" + features));
    for (Object argument : more) {
      arguments.add(argument.toString());
    }
    return LocalSpark.said(arguments.toArray(String[]::new));
  }

  private static DriftMonitor onOneMachine(DriftMonitor monitor, List<byte[]> orders) {
    for (byte[] order : orders) {
      monitor.observe(order, 0, order.length);
    }
    return monitor;
  }

  @Test
  void recordsInManyPartsGiveTheTextAndFiguresOfOneMachine() {
    DriftMonitor expected = onOneMachine(DriftMonitor.ofRecords(fitted), LATER);

    LocalSpark.Said text = profile("--records", "--input=" + records);
    LocalSpark.Said json = profile("--records", "--json", "--input=" + records);

    assertEquals(ProfileReport.driftText(expected), text.out());
    assertEquals(ProfileReport.driftJson(expected), json.out());
    assertTrue(json.out().startsWith("{\"records\":1000,\"rejected\":2,"), json.out());
    assertTrue(text.err().startsWith("profile: 2 orders were rejected\n  file:"), text.err());
    assertTrue(text.err().contains("records.jsonl:11: "), text.err());
    assertTrue(text.err().contains("(and 1 more like it)"), text.err());
  }

  @Test
  void fewBareOrdersAreComparedWithAWord() {
    DriftMonitor expected = onOneMachine(DriftMonitor.ofOrders(fitted), fitted.goldenOrders());

    LocalSpark.Said said = profile("--input=" + orders);

    assertEquals(ProfileReport.driftText(expected), said.out());
    assertTrue(said.err().contains("profile: the drift of so few orders is unreliable"));
  }

  private static String failure(Object... more) {
    return String.valueOf(assertThrows(JobFailure.class, () -> profile(more)).getMessage());
  }

  @Test
  void recordsAndOrdersAreToldApart() {
    String ofRecords = failure("--input=" + records);
    String ofOrders = failure("--records", "--input=" + orders);

    assertTrue(
        ofRecords.endsWith("records.jsonl:1: it is a training record, not an order: add --records"),
        ofRecords);
    assertTrue(
        ofOrders.endsWith(
            "orders.jsonl:1: it is an order, not a training record: leave out --records"),
        ofOrders);
  }

  @Test
  void withoutAnOrderThereIsNoDrift() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.jsonl"), "\n");

    assertEquals(
        "profile: no order to compare with those of training", failure("--input=" + empty));
  }

  @Test
  void aFeatureSetThatWasNotFittedHasNoProfile() throws IOException {
    Path bare = Files.createDirectories(folder.resolve("bare"));
    Files.writeString(
        bare.resolve("features.json"),
        """
        {"name": "bare", "version": 1, "dialect": 1,
         "record": {"order": "$.order", "label": "$.label"},
         "sources": {"x": {"path": "$.x", "type": "number"}},
         "features": [{"name": "x", "value": "x"}]}
        """);

    String failure =
        String.valueOf(
            assertThrows(
                    JobFailure.class,
                    () -> LocalSpark.run("profile", "--features=" + bare, "--input=" + orders))
                .getMessage());

    assertEquals(
        "profile: " + bare + ": has no training profile; fit the definition to records", failure);
  }
}
