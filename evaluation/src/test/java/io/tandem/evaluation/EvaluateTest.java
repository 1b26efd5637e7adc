package io.tandem.evaluation;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EvaluateTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path folder;

  @Test
  void printsTheFiguresAsATable() throws IOException {
    int status = evaluate(file(row("false", 0.1), row("true", 0.35), row("0", 0.4), row("1", 0.8)));

    assertEquals(0, status, err.toString());
    assertEquals(
        """
        label        $.outcome.late
        probability  $.SageMakerOutput.probability
        rows         4
        positives    2  (50.00 %)
        ROC AUC      0.7500
        log loss     0.4723  (probabilities clipped by 1e-15)
        Brier        0.1581
        """,
        out.toString());
  }

  @Test
  void writesTheFiguresAsJson() throws IOException {
    Path json = folder.resolve("report.json");

    int status = evaluate(file(row("true", 0.5), row("true", 0.5)), "--json", json.toString());

    assertEquals(0, status, err.toString());
    assertEquals(
        """
        {"label":"$.outcome.late","probability":"$.SageMakerOutput.probability","rows":2,\
        "positives":2,"roc_auc":null,"log_loss":0.6931471805599453,"log_loss_clip":1.0E-15,\
        "brier":0.25}
        """,
        Files.readString(json));
  }

  @Test
  void saysThatOneClassAloneHasNoArea() throws IOException {
    evaluate(file(row("false", 0.5)));

    assertTrue(
        out.toString().contains("not defined: every row has the label false"), () -> "" + out);
  }

  @Test
  void readsGzipAndPassesOverBlankLines() throws IOException {
    Path file = folder.resolve("predictions.jsonl.gz");
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write(
          ("\n" + row("true", 0.5) + "\r\n\r\n" + row("false", 0.5))
              .getBytes(StandardCharsets.UTF_8));
    }

    assertEquals(0, evaluate(file), err.toString());
    assertTrue(out.toString().contains("rows         2"), () -> "" + out);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          {"outcome":{},"SageMakerOutput":{"probability":0.5}}             | $.outcome.late is missing
          {"outcome":true,"SageMakerOutput":{"probability":0.5}}           | $.outcome.late is missing
          {"x":{"outcome":{"late":1}},"SageMakerOutput":{"probability":1}} | $.outcome.late is missing
          {"outcome":{"late":2},"SageMakerOutput":{"probability":0.5}}     | $.outcome.late is not true, false, 0 or 1
          {"outcome":{"late":null},"SageMakerOutput":{"probability":0.5}}  | $.outcome.late is not true, false, 0 or 1
          {"outcome":{"late":1}}                                           | $.SageMakerOutput.probability is missing
          {"outcome":{"late":1},"SageMakerOutput":{"probability":"0.5"}}   | $.SageMakerOutput.probability is not a number from 0 to 1
          {"outcome":{"late":1},"SageMakerOutput":{"probability":1.5}}     | $.SageMakerOutput.probability is not a number from 0 to 1
          {"outcome":{"late":1},"SageMakerOutput":{"probability":1e400}}   | $.SageMakerOutput.probability is not a number from 0 to 1
          {"outcome":{"late":1,"late":0},"SageMakerOutput":{"probability":0.5}} | $.outcome.late is given twice
          [1]                                                              | expected a JSON object
          {"outcome":{"late":1},"SageMakerOutput":{"probability":0.5}} {}  | expected the end of the line after the object
          """)
  void aWrongRowIsNamedByItsLine(String row, String fault) throws IOException {
    Path file = file(row("true", 0.5), row);

    assertEquals(1, evaluate(file));
    assertEquals("evaluate: " + file + " line 2: " + fault + "\n", err.toString());
  }

  @Test
  void aCutOffRowIsNamedByItsLine() throws IOException {
    Path file = file(row("true", 0.5), "{\"outcome\":{\"la");

    assertEquals(1, evaluate(file));
    assertEquals("evaluate: " + file + " line 2 is not one JSON object\n", err.toString());
  }

  @Test
  void anEmptyOrMissingOrTruncatedFileIsAnError() throws IOException {
    Path truncated = Files.write(folder.resolve("x.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0});

    assertAll(
        () -> assertEquals(1, evaluate(file())),
        () -> assertEquals(1, evaluate(folder.resolve("absent"))),
        () -> assertEquals(1, evaluate(truncated)));
    assertTrue(err.toString().contains("holds no predictions"), () -> "" + err);
    assertTrue(err.toString().contains("absent is not a file"), () -> "" + err);
    assertTrue(err.toString().contains("x.gz is not a complete gzip file"), () -> "" + err);
  }

  @Test
  void aPathOfAnotherFormAndWrongUsageAreRefused() throws IOException {
    Path file = file(row("true", 0.5));

    assertEquals(
        1, run("--predictions", file.toString(), "--label", "$.a[0]", "--probability", "$.p"));
    assertEquals(2, run("--predictions", file.toString()));
    assertTrue(err.toString().contains("$.a[0] is not a path"), () -> "" + err);
    assertTrue(err.toString().contains("Missing required options"), () -> "" + err);
  }

  @Test
  void aMillionRowsAreJudged() throws IOException {
    Path file = folder.resolve("million.jsonl");
    try (var writer = Files.newBufferedWriter(file)) {
      for (int i = 0; i < 1_000_000; i++) {
        writer.write(row(i % 10 == 0 ? "1" : "0", (i * 7919L % 1000003) / 1000003.0));
        writer.write('\n');
      }
    }

    assertEquals(0, evaluate(file));
    assertTrue(out.toString().contains("1,000,000"), () -> "" + out);
  }

  @Test
  void twoModelsAreComparedOnTheSameRows() throws IOException {
    Path old = folder.resolve("old.jsonl");
    Files.write(
        old,
        List.of(
            row("a", "true", 0.4),
            row("b", "false", 0.5),
            row("c", "true", 0.6),
            row("d", "false", 0.1),
            row("e", "false", 0.2),
            row("gone", "true", 0.9)));
    Path json = folder.resolve("report.json");
    Path file =
        file(
            row("e", "false", 0.2),
            row("d", "false", 0.1),
            row("c", "true", 0.6),
            row("b", "false", 0.3),
            row("a", "true", 0.4));

    int status =
        evaluate(
            file,
            "--old",
            old + "",
            "--id",
            "$.id",
            "--threshold",
            "0.35",
            "--json",
            json.toString());

    assertEquals(0, status, err.toString());
    assertTrue(
        out.toString()
            .contains(
                """
                at the threshold     only the old one is right on 0 rows, only the new one on 1; p = 1.0 (McNemar)
                """),
        () -> "" + out);
    assertTrue(
        Files.readString(json)
            .contains("\"mcnemar\":{\"only_old_right\":0,\"only_new_right\":1,\"p_value\":1.0}"),
        () -> "" + out);
    assertTrue(
        out.toString()
            .contains(
                """
                calibration, new     expected error 0.3200, positives less mean probability +0.0800, slope and intercept not defined
                """),
        () -> "" + out);
    assertTrue(
        out.toString()
            .contains(
                """
                both models  5 rows, 2 of them positive; only in the old file 1, only in the new 0, with an id that is there twice 0
                """),
        () -> "" + out);
    assertTrue(
        out.toString().contains("ROC AUC               0.8333   1.0000     +0.1667  "),
        () -> "" + out);
    assertTrue(
        Files.readString(json).contains("\"roc_auc\":{\"old\":0.8333333333333334,\"new\":1.0,"),
        () -> "" + out);
  }

  @Test
  void whatCannotBeComparedIsAnError() throws IOException {
    Path old = folder.resolve("old.jsonl");
    Files.write(old, List.of(row("a", "true", 0.4), "{\"id\":1.5,\"outcome\":{\"late\":1}}"));
    Path file = file(row("a", "true", 0.4));

    assertAll(
        () -> assertEquals(1, evaluate(file, "--old", old + "", "--id", "$.id")),
        () -> assertEquals(1, evaluate(file, "--old", file + "", "--id", "$.absent")),
        () -> assertEquals(1, evaluate(file, "--old", file + "", "--id", "$.id", "--rounds", "3")),
        () ->
            assertEquals(1, evaluate(file, "--old", file + "", "--id", "$.id", "--threshold", "2")),
        () -> assertEquals(1, evaluate(file, "--old", file + "", "--id", "$.id")),
        () -> assertEquals(2, evaluate(file, "--old", file + "")));
    assertTrue(err.toString().contains("line 2: $.id is not a text or a whole"), () -> "" + err);
    assertTrue(err.toString().contains("line 1: $.absent is missing"), () -> "" + err);
    assertTrue(err.toString().contains("--threshold is 2.0; expected"), () -> "" + err);
    assertTrue(err.toString().contains("--rounds is 3; expected"), () -> "" + err);
    assertTrue(err.toString().contains("1 are positive; expected at least 2"), () -> "" + err);
  }

  private static String row(String label, double probability) {
    return row("a", label, probability);
  }

  private static String row(String id, String label, double probability) {
    return "{\"id\":\"%s\",\"lines\":[{\"late\":3}],\"outcome\":{\"late\":%s},\"SageMakerOutput\":{\"probability\":%s}}"
        .formatted(id, label, probability);
  }

  private Path file(String... rows) throws IOException {
    return Files.write(folder.resolve("predictions.jsonl"), List.of(rows));
  }

  private int evaluate(Path file, String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "--predictions", file.toString(),
                "--label", "$.outcome.late",
                "--probability", "$.SageMakerOutput.probability"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    return Evaluate.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
