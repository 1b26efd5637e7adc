package io.tandem.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    return ProcessingJob.run(
        Map.of("SAGEMAKER_BASE_DIR", base.toString()),
        new PrintWriter(out, true),
        new PrintWriter(err, true));
  }

  private String message() {
    try {
      return Files.readString(base.resolve("output/message"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
