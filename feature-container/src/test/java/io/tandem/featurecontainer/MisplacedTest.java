package io.tandem.featurecontainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.featurecontainer.command.Ran;
import io.tandem.featurecontainer.serve.FeatureArtifact;
import io.tandem.featurecontainer.serve.FeatureInference;
import io.tandem.inferenceserver.Body;
import io.tandem.inferenceserver.Invocation;
import io.tandem.inferenceserver.InvocationResult.Rejected;
import io.tandem.inferenceserver.MediaType;
import io.tandem.inferenceserver.resources.ServingResources;
import io.tandem.sharedfeatures.FeatureSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bare orders given where training records are wanted, the reverse, and what is neither. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MisplacedTest {
  private static final List<String> RECORDS = OnlineRetail.records("validation").subList(0, 300);
  private static final List<String> ORDERS = RECORDS.stream().map(OnlineRetail::order).toList();

  @TempDir static Path directory;

  private Path model = Path.of("");
  private Path records = Path.of("");
  private Path orders = Path.of("");

  @BeforeAll
  void fit() throws Exception {
    model = OnlineRetail.fit(directory.resolve("job"), OnlineRetail.definition());
    records = Files.write(directory.resolve("records.jsonl"), RECORDS);
    orders = Files.write(directory.resolve("orders.jsonl"), ORDERS);
  }

  private static String fault(Object... arguments) {
    Ran ran = Ran.command(arguments);
    assertEquals(1, ran.status(), ran::toString);
    return String.join("\n", ran.err());
  }

  @Test
  void recordsGivenToProfileNameTheOption() {
    assertEquals(
        "profile: " + records + ":1: it is a training record, not an order: add --records",
        fault("profile", "--features", model, records));
    assertTrue(
        fault("profile", "--features", model, "--records", orders)
            .contains(
                "orders.jsonl:1: it is an order, not a training record: leave out --records"));
  }

  @Test
  void recordsGivenToExtractNameTheOption() {
    assertEquals(
        "extract: " + records + ":1: it is a training record, not an order: add --label-first",
        fault("extract", "--features", model, records));
    assertTrue(
        fault("extract", "--features", model, "--label-first", orders)
            .endsWith("it is an order, not a training record: leave out --label-first"));
    assertTrue(
        fault("extract", "--features", model, "--format", "training", orders)
            .endsWith(
                "it is an order, not a training record: training vectors are made of records;"
                    + " choose another --format"));
  }

  @Test
  void ordersGivenToFitAreCalledSo() throws Exception {
    Path definition = Files.writeString(directory.resolve("f.json"), OnlineRetail.definition());

    String fault =
        fault("fit", "--definition", definition, "--output", directory.resolve("none"), orders);

    assertEquals(
        "fit: 300 records cannot be used; nothing was written\n  "
            + orders
            + ":1: $.order.order.amount is required; it is an order, not a training record:"
            + " features are fitted to records, which hold an order and its label (and 299 more like it)",
        fault);
  }

  /** Where no source is required, no record would be refused as an order, and all be missing. */
  @Test
  void recordsAreToldEvenWhenNothingIsRequired() throws Exception {
    Path lenient = Files.createDirectories(directory.resolve("lenient"));
    Files.writeString(
        lenient.resolve("features.json"),
        """
        {"name": "lenient", "version": 1, "dialect": 1,
         "record": {"order": "$.order", "label": "$.outcome.cancelled_30d"},
         "sources": {"amount": {"path": "$.order.amount", "type": "number"}},
         "features": [{"name": "amount", "value": "amount"}]}
        """);

    assertTrue(
        fault("extract", "--features", lenient, records)
            .endsWith(":1: it is a training record, not an order: add --label-first"));
    assertEquals(0, Ran.command("extract", "--features", lenient, orders).status());
    assertEquals(
        0, Ran.command("extract", "--features", lenient, "--label-first", records).status());
    // A label of a wrong type makes no order of a record.
    Ran wrong =
        Ran.withInput(
            "{\"order\":{\"order\":{\"amount\":1}},\"outcome\":{\"cancelled_30d\":\"x\"}}\n",
            "extract",
            "--features",
            lenient,
            "--label-first");
    assertTrue(
        wrong.err().getLast().endsWith("expected true, false or a number, found a string"),
        wrong::toString);
  }

  /** Where the record is the order itself, a bad label makes no order of it. */
  @Test
  void recordThatIsItsOrderIsNeverCalledMisplaced() throws Exception {
    Path flat = Files.createDirectories(directory.resolve("flat"));
    Files.writeString(
        flat.resolve("features.json"),
        """
        {"name": "flat", "version": 1, "dialect": 1,
         "record": {"order": "$", "label": "$.cancelled"},
         "sources": {"amount": {"path": "$.amount", "type": "number"}},
         "features": [{"name": "amount", "value": "amount"}]}
        """);
    for (String label : List.of("null", "\"x\"", "[]", "{}")) {
      Ran ran =
          Ran.withInput(
              "{\"amount\": 1, \"cancelled\": "
                  + label
                  + "}\n{\"amount\": 2, \"cancelled\": true}\n",
              "extract",
              "--features",
              flat,
              "--label-first",
              "--skip-rejected");

      assertEquals(0, ran.status(), ran::toString);
      assertFalse(String.join("\n", ran.err()).contains("it is an order"), ran::toString);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          false | application/json      | record       | ; it is a training record, not an order: send its order alone, or set TANDEM_LABEL_FIRST
          false | application/jsonlines | record       | ; it is a training record, not an order: send its order alone, or set TANDEM_LABEL_FIRST
          true  | application/json      | order        | ; it is an order, not a training record: unset TANDEM_LABEL_FIRST to send orders
          true  | application/jsonlines | order        | ; it is an order, not a training record: unset TANDEM_LABEL_FIRST to send orders
          false | application/json      | order\\norder | ; send orders on several lines as application/jsonlines
          false | application/jsonlines | {\\n "order":{"amount": 1}\\n} | ; the line ends inside an object: send one order per line, or an order over several lines as application/json
          false | application/jsonlines | order\\n{\\n "order":{"amount": 1}\\n} | ; the line ends inside an object: send one order per line, or an order over several lines as application/json
          false | application/json      | [order]      | ; this is a JSON array: put each element on a line of its own, as jq -c '.[]' does
          false | application/jsonlines | [order]      | ; this is a JSON array: put each element on a line of its own, as jq -c '.[]' does
          false | application/jsonlines | amount,country\\n1,DE | ; this is a table with separators (CSV): write each row as a JSON object on a line
          false | application/json      | PAR1\\25   | ; this is a Parquet file: convert it, as pandas' to_json(orient="records", lines=True) does
          false | application/jsonlines | {"order":{"amount":true}} | expected a number, found true or false
          """)
  void servingSaysWhatCame(boolean labelFirst, String contentType, String body, String end)
      throws Exception {
    FeatureSet features = FeatureArtifact.read(model, List.of());
    String text =
        body.translateEscapes()
            .replaceAll("\\brecord\\b", Matcher.quoteReplacement(RECORDS.getFirst()))
            .replaceAll("(?<!\")\\border\\b", Matcher.quoteReplacement(ORDERS.getFirst()));
    try (FeatureInference inference =
        FeatureInference.load(features, labelFirst, new ServingResources(1 << 20))) {
      Rejected rejected =
          assertInstanceOf(
              Rejected.class,
              inference.invoke(
                  new Invocation(
                      MediaType.of(contentType),
                      MediaType.of(MediaType.CSV),
                      Body.of(text.getBytes(UTF_8)))));

      assertTrue(rejected.detail().endsWith(end), rejected.detail());
    }
  }
}
