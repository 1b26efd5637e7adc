package io.tandem.evaluation;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class EvaluateTest {
  private static final String SIMPLE =
      """
      {"id": "$.id", "probability": "$.SageMakerOutput.probability", "outcome": {"label": "$.outcome.late"},
       "bootstrap_rounds": 40}
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aBetterModelPassesItsGates() throws IOException {
    EvaluationFiles files =
        EvaluationFiles.in(
            folder,
            2000,
            """
            {"figure": "roc_auc", "better_by": 0.01},
            {"figure": "expected_cost", "not_worse_by": 0},
            {"figure": "roc_auc", "slice": "market", "not_worse_by": 0.02}
            """);

    assertEquals(0, compare(files), err.toString());
    assertTrue(out.toString().contains("verdict: passed all 3 gates"), () -> "" + out);
    JsonNode report = report();
    assertEquals("passed", report.at("/verdict").stringValue());
    assertEquals("AT", report.at("/gates/2/too_small/0").stringValue());
    assertTrue(Files.size(folder.resolve("report/report.html")) > 20_000);
    assertTrue(Files.size(folder.resolve("report/report.pdf")) > 10_000);
  }

  @Test
  void aWorseModelFailsThem() throws IOException {
    EvaluationFiles files =
        EvaluationFiles.in(folder, 2000, "{\"figure\": \"brier\", \"better_by\": 0}");
    Path swapped =
        Files.writeString(folder.resolve("outcomes.jsonl"), Files.readString(files.predictions()));

    int status =
        run(
            "--definition", files.definition() + "",
            "--predictions", files.old() + "",
            "--old", files.predictions() + "",
            "--outcomes", swapped + "",
            "--output", folder.resolve("report") + "");

    assertEquals(3, status, err.toString());
    assertTrue(out.toString().contains("verdict: failed the gate"), () -> "" + out);
    assertEquals("failed", report().at("/verdict").stringValue());
  }

  @Test
  void theSameInputGivesTheSameBytes() throws IOException {
    EvaluationFiles files = EvaluationFiles.in(folder, 500, "");
    assertEquals(0, compare(files), err.toString());
    Path first = folder.resolve("first");
    Files.move(folder.resolve("report"), first);

    assertEquals(0, compare(files), err.toString());

    for (String name : List.of("report.html", "report.pdf", "report.json", "verdict.json")) {
      assertEquals(-1, Files.mismatch(first.resolve(name), folder.resolve("report").resolve(name)));
    }
    try (Stream<Path> all = Files.list(folder.resolve("report"))) {
      assertEquals(4, all.count());
    }
  }

  @Test
  void rowsAreJoinedByIdAndWhatIsNotIsCounted() throws IOException {
    List<String> rows = rows(40);
    List<String> old = new ArrayList<>(rows.reversed());
    old.removeIf(row -> row.contains("\"o7\""));
    old.add(row("only old", "false", 0.5));
    old.add(old.get(3));
    List<String> current = new ArrayList<>(rows);
    current.add(row("unknown", "null", 0.5));
    old.add(row("unknown", "true", 0.5));
    current.add("{\"id\":\"without\",\"SageMakerOutput\":{\"probability\":0.1}}");
    old.add(row("without", "true", 0.5));

    assertEquals(0, compare(current, old), err.toString());

    JsonNode data = report().at("/data");
    assertEquals(42, data.at("/read").intValue());
    assertEquals(38, data.at("/rows").intValue());
    assertEquals(1, data.at("/doubled").intValue());
    assertEquals(1, data.at("/not_in_old").intValue());
    assertEquals(1, data.at("/only_in_old").intValue());
    assertEquals(2, data.at("/without_outcome").intValue());
    assertEquals(0, report().at("/figures/roc_auc/difference/value").doubleValue());
    assertEquals(1, report().at("/delong_p_value").doubleValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"id;p;late", "1;3;2"})
  void csvIsReadByNameAndByNumber(String fields) throws IOException {
    String[] field = fields.split(";", -1);
    List<String> lines = new ArrayList<>();
    if (!field[0].equals("1")) {
      lines.add("\uFEFFid,late,p");
    }
    for (int row = 0; row < 60; row++) {
      lines.add("\"o,%d\",%d,%s".formatted(row, row % 3 == 0 ? 1 : 0, (row * 7 % 50) / 50.0));
    }
    Path predictions = Files.write(folder.resolve("predictions.csv.out"), lines);
    Path definition =
        Files.writeString(
            folder.resolve("evaluation.json"),
            "{\"id\":\"%s\",\"probability\":\"%s\",\"outcome\":{\"label\":\"%s\"}}"
                .formatted((Object[]) field));

    assertEquals(0, judge(definition, predictions), err.toString());
    assertEquals(60, report().at("/data/rows").intValue());
    assertEquals(20, report().at("/data/positives").intValue());
  }

  @Test
  void filesOfAFolderAreReadTogether() throws IOException {
    Path predictions = Files.createDirectory(folder.resolve("predictions"));
    List<String> rows = rows(40);
    Files.write(
        Files.createDirectories(predictions.resolve("2026/11")).resolve("a.jsonl.out"),
        rows.subList(0, 10));
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(predictions.resolve("b.gz")))) {
      gzip.write(
          ("\n" + String.join("\r\n\r\n", rows.subList(10, 40))).getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(predictions.resolve("_manifest"), "not a row");
    Files.createSymbolicLink(predictions.resolve("link"), folder.resolve("evaluation.json"));

    assertEquals(0, judge(definition(SIMPLE), predictions), err.toString());
    assertEquals(40, report().at("/data/rows").intValue());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          {"id":"x","outcome":{"late":2},"SageMakerOutput":{"probability":0.5}}     | $.outcome.late is not true, false, 0 or 1
          {"id":"x","outcome":{"late":[]},"SageMakerOutput":{"probability":0.5}}    | $.outcome.late is not true, false, 0 or 1
          {"id":"x","outcome":{"late":1}}                                           | $.SageMakerOutput.probability is missing
          {"id":"x","outcome":{"late":1},"SageMakerOutput":{"probability":"0.5"}}   | $.SageMakerOutput.probability is not a number from 0 to 1
          {"id":"x","outcome":{"late":1},"SageMakerOutput":{"probability":1.5}}     | $.SageMakerOutput.probability is not a number from 0 to 1
          {"id":"x","outcome":{"late":1},"SageMakerOutput":{"probability":1e400}}   | $.SageMakerOutput.probability is not a number from 0 to 1
          {"id":"x","outcome":{"late":1},"SageMakerOutput":{"probability":NaN}}     | not one JSON object (JSON knows no NaN)
          {"id":"x","outcome":{"late":1,"late":0},"SageMakerOutput":{"probability":0.5}} | $.outcome.late is given twice
          {"outcome":{"late":1},"SageMakerOutput":{"probability":0.5}}              | $.id is missing
          {"id":1.5,"outcome":{"late":1},"SageMakerOutput":{"probability":0.5}}     | $.id is not a text or a whole number
          [1]                                                                       | expected a JSON object
          {"id":"x","outcome":{"late":1},"SageMakerOutput":{"probability":0.5}} {}  | expected the end of the line after the object
          {"id":"x","outcome":{"la                                                  | not one JSON object (JSON knows no NaN)
          """)
  void aWrongRowIsNamedByItsLine(String row, String fault) throws IOException {
    Path file = Files.write(folder.resolve("p.jsonl"), List.of(row("a", "true", 0.5), row));

    assertEquals(1, judge(definition(SIMPLE), file));
    assertEquals("evaluate: " + file + " line 2: " + fault + "\n", err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a,1,NaN   | column p is not a number from 0 to 1
          a,1,      | column p is missing
          a,yes,0.5 | column late is not true, false, 0 or 1
          a,1       | 2 columns; expected 3
          a,1,"0.5  | not one row of CSV
          """)
  void aWrongRowOfCsvIsNamedByItsLine(String row, String fault) throws IOException {
    Path file = Files.write(folder.resolve("p.csv"), List.of("id,late,p", "b,0,0.5", row));
    Path definition =
        definition("{\"id\":\"id\",\"probability\":\"p\",\"outcome\":{\"label\":\"late\"}}");

    assertEquals(1, judge(definition, file));
    assertEquals("evaluate: " + file + " line 3: " + fault + "\n", err.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1"})
  void oneClassAloneCannotBeJudged(String label) throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      rows.add(row("o" + i, label, i / 20.0));
    }

    assertEquals(1, judge(definition(SIMPLE), Files.write(folder.resolve("p.jsonl"), rows)));
    assertTrue(
        err.toString()
            .contains(
                "of 20 rows 20 can be judged, %s bad ones; expected at least 10 of each"
                    .formatted(label.equals("1") ? "0 good and 20" : "20 good and 0")),
        () -> "" + err);
  }

  @Test
  void tenRowsAreTooFew() throws IOException {
    assertEquals(1, judge(definition(SIMPLE), Files.write(folder.resolve("p.jsonl"), rows(10))));
    assertTrue(
        err.toString()
            .contains("of 10 rows 10 can be judged, 6 good and 4 bad ones; expected at least 10"),
        () -> "" + err);
  }

  /** A report of such rows says less, and never NaN. */
  @ParameterizedTest
  @CsvSource({"20, 0.0, 1000", "20, 0.5, 0", "200, 1.0, 0", "200, 0.3, 3", "24, 0.9, 100"})
  void fewOrEqualOrTiedProbabilitiesGiveAReport(int rows, double base, int levels)
      throws IOException {
    List<String> current = new ArrayList<>();
    List<String> old = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      double spread = levels == 0 ? 0 : (double) (i * 31 % levels) / levels;
      current.add(row("o" + i, i % 2 == 0 ? "1" : "0", Math.min(1, base + spread)));
      old.add(row("o" + i, i % 2 == 0 ? "1" : "0", base));
    }
    Path definition =
        definition(
            SIMPLE.replace("\"bootstrap", "\"decision\": {\"threshold\": 0.5}, \"bootstrap"));
    Path predictions = Files.write(folder.resolve("new.jsonl"), current);
    Path before = Files.write(folder.resolve("old.jsonl"), old);

    assertEquals(0, judge(definition, predictions, "--old", before + ""), err.toString());
    assertAll(
        Stream.of("report.html", "report.json")
            .map(
                name ->
                    () -> {
                      String text = Files.readString(folder.resolve("report").resolve(name));
                      assertFalse(text.contains("NaN") || text.contains("Infinity"), name);
                    }));
  }

  /** So many that a product of two counts is no int. */
  @Test
  void manyOrdersAreCompared() throws IOException {
    compareMany(200_000);
  }

  @Tag("long")
  @Test
  void aMillionOrdersAreCompared() throws IOException {
    compareMany(Integer.getInteger("tandem.orders", 1_000_000));
  }

  private void compareMany(int orders) throws IOException {
    Path current = folder.resolve("new.jsonl");
    Path old = folder.resolve("old.jsonl");
    try (var first = Files.newBufferedWriter(old);
        var second = Files.newBufferedWriter(current)) {
      for (int i = 0; i < orders; i++) {
        first.write(row("o" + i, "null", (i * 7919L % 1000003) / 1000003.0) + "\n");
        second.write(
            row("o" + i, i % 10 == 0 ? "1" : "0", (i * 104729L % 1000003) / 1000003.0) + "\n");
      }
    }

    assertEquals(0, judge(definition(SIMPLE), current, "--old", old + ""), err.toString());
    assertEquals(orders, report().at("/data/rows").intValue());
    assertTrue(
        Files.size(folder.resolve("report/report.html")) < 300_000, "plots of too many points");
  }

  @Test
  void theArtifactsHaveFingerprints() throws IOException {
    Path artifact = Files.writeString(folder.resolve("model.tar.gz"), "abc");
    Path rows = Files.write(folder.resolve("rows"), rows(60));

    assertEquals(0, judge(definition(SIMPLE), rows, "--model", artifact + ""), err.toString());
    // Of "abc", by FIPS 180-2, appendix B.
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        report().at("/data/sha256/model").stringValue());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aModelThatApprovesNothingHasNoBadRate(boolean current) throws IOException {
    List<String> some = rows(40);
    List<String> none = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      none.add(row("o" + i, i % 3 == 0 ? "true" : "false", 0.6 + i / 200.0));
    }
    Path definition =
        definition(
            SIMPLE.replace("\"bootstrap", "\"decision\": {\"threshold\": 0.5}, \"bootstrap"));

    int status =
        judge(
            definition,
            Files.write(folder.resolve("new.jsonl"), current ? none : some),
            "--old",
            Files.write(folder.resolve("old.jsonl"), current ? some : none) + "");

    assertEquals(0, status, err.toString());
    JsonNode badRate = report().at("/figures/bad_rate");
    assertEquals(current, badRate.isMissingNode());
    assertTrue(badRate.at("/old").isMissingNode());
    assertEquals(
        current ? 0 : 0.5, report().at("/figures/approval_rate/new/value").doubleValue(), 1e-12);
  }

  @Test
  void whatCannotBeReadIsAnError() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty"), "");
    Path truncated = Files.write(folder.resolve("x.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
    Path rows = Files.write(folder.resolve("rows"), rows(40));
    Path definition = definition(SIMPLE);

    assertAll(
        () -> assertEquals(1, judge(definition, empty)),
        () -> assertEquals(1, judge(definition, folder.resolve("absent"))),
        () -> assertEquals(1, judge(definition, truncated)),
        () -> assertEquals(1, judge(folder.resolve("absent"), rows)),
        () -> assertEquals(1, judge(empty, rows)),
        () ->
            assertEquals(
                1,
                run(
                    "--definition",
                    definition + "",
                    "--predictions",
                    rows + "",
                    "--output",
                    empty + "")),
        () -> assertEquals(2, run("--predictions", rows + "")));
    assertTrue(err.toString().contains("empty holds no rows"), () -> "" + err);
    assertTrue(err.toString().contains("absent is neither a file nor a folder"), () -> "" + err);
    assertTrue(err.toString().contains("x.gz is not a complete gzip file"), () -> "" + err);
    assertTrue(err.toString().contains("empty is a file; expected a folder"), () -> "" + err);
    assertTrue(err.toString().contains("Missing required options"), () -> "" + err);
  }

  @Test
  void aPathToTheLabelThatLeadsNowhereIsNamed() throws IOException {
    Path rows = Files.write(folder.resolve("rows"), rows(40));

    assertEquals(1, judge(definition(SIMPLE.replace("outcome.late", "outcome.nope")), rows));
    assertEquals(
        "evaluate: $.outcome.nope is missing in every row of "
            + rows
            + "; outcomes in a file of their own are given by --outcomes\n",
        err.toString());
  }

  @Test
  void aReportOfAnEarlierRunDoesNotOutliveAFailedOne() throws IOException {
    Path rows = Files.write(folder.resolve("rows"), rows(60));
    assertEquals(0, judge(definition(SIMPLE), rows), err.toString());

    assertEquals(1, judge(definition(SIMPLE), folder.resolve("absent")));
    assertFalse(Files.exists(folder.resolve("report/report.html")));
  }

  @Test
  void modelsThatShareNoOrderCannotBeCompared() throws IOException {
    assertEquals(1, compare(rows(10), List.of(row("other", "true", 0.5))));
    assertTrue(
        err.toString()
            .contains("no id of the predictions ($.id) is one of the old predictions ($.id)"),
        () -> "" + err);
  }

  @Test
  void aGateThatComparesNeedsAnOldModel() throws IOException {
    EvaluationFiles files =
        EvaluationFiles.in(folder, 300, "{\"figure\": \"ks\", \"not_worse_by\": 0.1}");

    assertEquals(1, judge(files.definition(), files.predictions()));
    assertFalse(Files.exists(folder.resolve("report")));
    assertEquals(
        "evaluate: $.gates[0] compares with an old model; expected --old\n", err.toString());
  }

  @Test
  void aGateOfGroupsThatAreAllTooSmallIsNotPassed() throws IOException {
    EvaluationFiles files =
        EvaluationFiles.in(
            folder, 90, "{\"figure\": \"roc_auc\", \"slice\": \"market\", \"at_least\": 0.1}");

    assertEquals(3, judge(files.definition(), files.predictions()), err.toString());
    assertTrue(
        Files.readString(folder.resolve("report/report.html"))
            .contains("nothing that can be judged"));
  }

  /** As of data that has no bad rate when nothing is approved. */
  @Test
  void aGateOfAFigureThatIsNotDefinedIsNotPassed() throws IOException {
    Path definition =
        definition(
            SIMPLE.replace(
                "\"bootstrap",
                "\"decision\": {\"threshold\": 0}, \"gates\": [{\"figure\": \"bad_rate\","
                    + " \"at_most\": 1}], \"bootstrap"));

    assertEquals(3, judge(definition, Files.write(folder.resolve("p.jsonl"), rows(60))));
  }

  @Test
  void whereApprovingAllIsCheapestNoOrderIsRefused() throws IOException {
    List<String> rows = rows(60);
    rows.add(row("the most likely one is good", "false", 0.999));
    Path definition =
        definition(
            SIMPLE.replace(
                "\"bootstrap",
                "\"decision\": {\"costs\": {\"approved_bad\": {\"fixed\": 1}, \"refused_good\":"
                    + " {\"fixed\": 1000}}}, \"bootstrap"));
    Path file = Files.write(folder.resolve("p.jsonl"), rows);

    assertEquals(0, judge(definition, file, "--old", file + ""), err.toString());
    assertTrue(
        Files.readString(folder.resolve("report/report.html"))
            .contains("The old model refuses no order. The new model refuses no order."));
    assertTrue(report().at("/decisions/new/threshold").isMissingNode());
    assertEquals(1, report().at("/figures/approval_rate/new/value").doubleValue());
  }

  @Test
  void theOrderOfTheRowsSaysNothing() throws IOException {
    List<String> current = new ArrayList<>();
    List<String> old = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      current.add(row("o" + i, i % 3 == 0 ? "1" : "0", i * 7 % 4 / 4.0));
      old.add(row("o" + i, "null", i * 31 % 200 / 200.0));
    }
    assertEquals(0, compare(current, old), err.toString());
    JsonNode metrics = report().at("/figures");

    assertEquals(0, compare(current.reversed(), old), err.toString());
    assertEquals(metrics, report().at("/figures"));
  }

  @Test
  void ordersOutsideThePeriodOfTheJudgedOnesDoNotWidenIt() throws IOException {
    EvaluationFiles files = EvaluationFiles.in(folder, 300, "");
    List<String> rows = new ArrayList<>(Files.readAllLines(files.predictions()));
    rows.add(rows.get(0).replace("\"o0\"", "\"other\"").replaceFirst("2026-\\d\\d", "1999-01"));
    Files.write(files.predictions(), rows);

    assertEquals(0, compare(files), err.toString());
    assertEquals("2026-01-11", report().at("/data/first_day").stringValue());
  }

  @Test
  void idsOfCsvMayLookLikeNumbers() throws IOException {
    List<String> lines = new ArrayList<>(List.of("id,late,p"));
    for (int i = 0; i < 60; i++) {
      lines.add("45123%de2,%s,0.%d".formatted(i, i % 3 == 0 ? "true" : "false", i + 10));
    }
    Path definition =
        definition("{\"id\":\"id\",\"probability\":\"p\",\"outcome\":{\"label\":\"late\"}}");

    assertEquals(0, judge(definition, Files.write(folder.resolve("p.csv"), lines)), err.toString());
    assertEquals(60, report().at("/data/rows").intValue());
  }

  /** What batch transform answers of one order as JSON, and what an order may look like. */
  @Test
  void valuesAreReadFromArrays() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      lines.add(
          """
          {"ids":["x",{"no":%d}],"a.b":[[%d],[]],"rows":[{"late":%s}],\
          "SageMakerOutput":{"predictions":[{"probability":%s},{"probability":2}]}}\
          """
              .formatted(i, i % 2, i % 3 == 0, i * 17 % 60 / 60.0));
    }
    Path definition =
        definition(
            """
            {"id": "$.ids[1].no", "probability": "$.SageMakerOutput.predictions[0].probability",
             "outcome": {"label": "$['rows'][0].late"},
             "slices": [{"name": "even", "field": "$['a.b'][0][0]"}],
             "bootstrap_rounds": 40}
            """);
    Path predictions = Files.write(folder.resolve("p.jsonl"), lines);

    assertEquals(0, judge(definition, predictions, "--old", predictions + ""), err.toString());
    assertEquals(60, report().at("/data/rows").intValue());
    assertEquals(20, report().at("/data/positives").intValue());
    assertEquals(30, report().at("/slices/0/rows").intValue());

    Files.writeString(predictions, "{\"ids\":[\"x\"]}\n");
    err.getBuffer().setLength(0);
    assertEquals(1, judge(definition, predictions));
    assertEquals("evaluate: " + predictions + " line 1: $.ids[1].no is missing\n", err.toString());
  }

  /** A definition for one kind of file, and a file of the other. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          p             | {"p":0.5} | JSON, but column p is none; expected a path such as $.p
          predictions[0].p | {"p":0.5} | JSON, but column predictions[0].p is none; expected a path such as $.predictions[0].p
          2             | {"p":0.5} | JSON, but column 2 is none; expected a path such as $.a.b
          2             | [0.5]     | JSON, but column 2 is none; expected a path such as $.a.b
          $.p           | id,p      | not one JSON object (JSON knows no NaN); of CSV, fields are names or numbers of columns
          $.p           | o1,0.5    | not one JSON object (JSON knows no NaN); of CSV, fields are names or numbers of columns
          $.p           | 0.5       | expected a JSON object; of CSV, fields are names or numbers of columns
          """)
  void aFileOfTheOtherKindIsNamed(String field, String row, String fault) throws IOException {
    Path file = Files.write(folder.resolve("p"), List.of(row));
    Path definition =
        definition(
            "{\"probability\": \"%1$s\", \"outcome\": {\"label\": \"%1$s\"}}".formatted(field));

    assertEquals(1, judge(definition, file));
    assertEquals("evaluate: " + file + " line 1: " + fault + "\n", err.toString());
  }

  @Test
  void oneModelHasAReportOfItsOwn() throws IOException {
    EvaluationFiles files =
        EvaluationFiles.in(folder, 1000, "{\"figure\": \"roc_auc\", \"at_least\": 0.7}");

    assertEquals(0, judge(files.definition(), files.predictions()), err.toString());
    JsonNode report = report();
    assertTrue(report.at("/figures/roc_auc/old").isMissingNode());
    assertTrue(report.at("/figures/roc_auc/new/low").doubleValue() > 0.7);
    assertTrue(report.at("/decisions/swap_set").isMissingNode());
  }

  private static List<String> rows(int count) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row("o" + i, i % 3 == 0 ? "true" : "false", (i * 17 % count) / (double) count));
    }
    return rows;
  }

  private static String row(String id, String label, double probability) {
    return "{\"id\":\"%s\",\"lines\":[{\"late\":3}],\"outcome\":{\"late\":%s},\"SageMakerOutput\":{\"probability\":%s}}"
        .formatted(id, label, probability);
  }

  private Path definition(String json) throws IOException {
    return Files.writeString(folder.resolve("evaluation.json"), json);
  }

  private JsonNode report() {
    return JsonMapper.shared().readTree(folder.resolve("report/report.json").toFile());
  }

  private int compare(List<String> current, List<String> old) throws IOException {
    return judge(
        definition(SIMPLE),
        Files.write(folder.resolve("new.jsonl"), current),
        "--old",
        Files.write(folder.resolve("old.jsonl"), old) + "");
  }

  private int compare(EvaluationFiles files) {
    return judge(files.definition(), files.predictions(), "--old", files.old() + "");
  }

  private int judge(Path definition, Path predictions, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--definition", definition + "",
                "--predictions", predictions + "",
                "--output", folder.resolve("report") + ""));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    return Evaluate.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
