package io.tandem.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessingJobTest {
  @TempDir private Path base;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void inputsAreReadAndTheReportIsWritten() throws IOException {
    inputs("{\"figure\": \"roc_auc\", \"better_by\": 0}");

    assertEquals(0, run(), err.toString());
    assertEquals("passed the gate", message());
    assertTrue(Files.exists(base.resolve("processing/output/report.pdf")));
  }

  @Test
  void aFailedGateFailsTheJobAndSaysSo() throws IOException {
    inputs("{\"figure\": \"roc_auc\", \"at_least\": 0.999}");

    assertEquals(3, run());
    assertEquals("failed the gate", message());
    assertTrue(Files.exists(base.resolve("processing/output/report.json")));
  }

  @Test
  void aFailedGateMayBeAnAnswer() throws IOException {
    inputs("{\"figure\": \"roc_auc\", \"at_least\": 0.999}");

    assertEquals(0, run(Map.of("TANDEM_FAILED_GATE", "report")), err.toString());
    assertEquals(
        """
        {
          "schema" : "tandem-verdict/1",
          "verdict" : "failed",
          "sentence" : "failed the gate",
          "gates" : [ {
            "figure" : "roc_auc",
            "at_least" : 0.999,
            "passed" : false
          } ]
        }
        """,
        Files.readString(base.resolve("processing/output/verdict.json")));
  }

  @Test
  void aFirstModelIsJudgedByTheGatesThatDoNotCompare() throws IOException {
    inputs(
        "{\"figure\": \"roc_auc\", \"better_by\": 0}, {\"figure\": \"roc_auc\", \"at_least\": 0.5}");
    Files.delete(base.resolve("processing/input/old/orders.jsonl.out"));
    Files.delete(base.resolve("processing/input/old"));

    assertEquals(1, run());
    assertEquals(0, run(Map.of("TANDEM_FIRST_MODEL", "true")), err.toString());
    assertEquals("passed the gate", message());
  }

  @Test
  void aSettingOfAnotherValueFailsTheJob() throws IOException {
    inputs("{\"figure\": \"roc_auc\", \"at_least\": 0.5}");

    assertEquals(1, run(Map.of("TANDEM_FAILED_GATE", "ignore")));
    assertEquals("TANDEM_FAILED_GATE is ignore; expected fail or report", message());
  }

  @Test
  void aFaultyInputFailsTheJobWithOneLine() throws IOException {
    inputs("{\"figure\": \"%s\"}".formatted("ä".repeat(600)));

    assertEquals(1, run());
    assertTrue(message().contains("$.gates[0].figure: expected"), this::message);
    Files.delete(base.resolve("processing/input/definition/evaluation.json"));
    assertEquals(1, run());
    assertTrue(message().endsWith("holds 0 files; expected one"), this::message);
  }

  private void inputs(String gates) throws IOException {
    Path input = base.resolve("processing/input");
    for (String name : new String[] {"definition", "predictions", "old"}) {
      Files.createDirectories(input.resolve(name));
    }
    EvaluationFiles files = EvaluationFiles.in(base, 600, gates);
    Files.move(files.definition(), input.resolve("definition/evaluation.json"));
    Files.move(files.predictions(), input.resolve("predictions/orders.jsonl.out"));
    Files.move(files.old(), input.resolve("old/orders.jsonl.out"));
  }

  private int run() {
    return run(Map.of());
  }

  private int run(Map<String, String> settings) {
    var environment = new HashMap<>(settings);
    environment.put("SAGEMAKER_BASE_DIR", base.toString());
    return ProcessingJob.run(environment, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private String message() {
    try {
      return Files.readString(base.resolve("output/message"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
