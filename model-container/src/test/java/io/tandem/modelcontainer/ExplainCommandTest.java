package io.tandem.modelcontainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.Fingerprints;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.artifact.ModelArtifact;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.reasons.Reasons;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExplainCommandTest {
  private static final String ROWS = "1,2.5,,-4e-3,0,6\n,,,,,\n0.3,-1,2,1,1,-3\n";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  @Test
  void theLargestContributionComesFirstAndAllAddUpToTheMargin() throws IOException {
    bare("binary-logistic");
    manifest(List.of("a", "b", "a", "c", "b", "b"));

    assertEquals(0, explain("--row", "1"), err::toString);

    List<String> lines = text().lines().toList();
    assertEquals("row 1", lines.getFirst());
    double largest = Double.MAX_VALUE;
    double sum = 0;
    int features = 0;
    for (String line : lines) {
      String[] parts = line.strip().split(" +", -1);
      if (List.of("a", "b", "c").contains(parts[1])) {
        double number = Double.parseDouble(parts[0]);
        assertTrue(Math.abs(number) <= largest, text());
        assertTrue(parts[2].matches(number > 0 ? "\\++" : "-+"), line);
        largest = Math.abs(number);
        sum += number;
        features++;
      }
    }
    assertEquals(3, features, text());
    sum += value(lines, "bias");
    assertEquals(sum, value(lines, "sum"), 1e-5);
    assertEquals(margin(0), value(lines, "margin"), 1e-5);
    assertEquals(sum, value(lines, "margin"), 1e-5);
    assertEquals(1 / (1 + Math.exp(-sum)), value(lines, "probability"), 1e-5);
  }

  @Test
  void jsonIsWhatServeAnswers() throws IOException {
    bare("binary-logistic");
    assertEquals(
        0,
        run(
            "predict",
            "--output",
            "probability,contributions",
            "--accept",
            "application/jsonlines"),
        err::toString);
    String predicted = text();
    out.reset();

    assertEquals(0, explain("--format", "json"), err::toString);
    assertEquals(predicted, text());

    out.reset();
    assertEquals(0, explain("--format", "json", "--row", "3"), err::toString);
    assertEquals(predicted.lines().skip(2).findFirst().orElse("") + "\n", text());
  }

  @ParameterizedTest
  @CsvSource({"multi-softprob, 12", "multi-softmax, 12", "reg-gamma, 3", "gblinear, 3", "dart, 3"})
  void eachMarginOfEachRowHasItsList(String golden, int lists) {
    bare(golden);

    assertEquals(0, explain(), err::toString);

    assertEquals(lists, text().lines().filter(line -> line.startsWith("row ")).count(), text());
    assertEquals(lists, text().lines().filter(line -> line.endsWith("  margin")).count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--row 4 | 1 | standard input: 3 rows; expected one with the number 4",
        "--row 0 | 2 | --row: expected a number from 1 on",
        "--format xml | 2 | --format: expected text or json",
        "--row x | 2 | Invalid value for option '--row'",
      })
  void faultsAreOneLine(String arguments, int status, String fault) {
    bare("binary-logistic");

    assertEquals(status, explain(arguments.split(" ", -1)));

    assertTrue(err.toString(StandardCharsets.UTF_8).contains(fault), err::toString);
    assertEquals(1, err.toString(StandardCharsets.UTF_8).lines().count());
  }

  @Test
  void aModelWithoutContributionsIsRefused() {
    Artifacts.copy(Artifacts.ONNX.resolve("binary-tensor.onnx"), folder, "m.onnx");

    assertEquals(1, explain());

    String said = err.toString(StandardCharsets.UTF_8);
    assertTrue(
        said.startsWith("model-container explain: a model of onnx that has no contributions: none"),
        said);
    assertEquals(1, said.lines().count(), said);
  }

  private static double value(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.endsWith("  " + name))
        .mapToDouble(line -> Double.parseDouble(line.strip().split(" ", -1)[0]))
        .findFirst()
        .orElseThrow();
  }

  private double margin(int row) {
    float[] values = {1, 2.5f, Float.NaN, -4e-3f, 0, 6};
    try (Model model = ModelArtifact.find(folder, Artifacts.ENGINES).load()) {
      return model.margins(new RowMatrix(values, 1, 6)).value(row, 0);
    }
  }

  private void bare(String golden) {
    Artifacts.copy(
        Artifacts.XGBOOST.resolve(golden).resolve("xgboost-model"), folder, "xgboost-model");
  }

  private void manifest(List<String> features) throws IOException {
    new Manifest(
            "",
            "",
            6,
            Artifacts.COLUMNS,
            features,
            Reasons.NONE,
            Fingerprints.UNKNOWN,
            0,
            List.of())
        .write(folder);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private int explain(String... arguments) {
    return run("explain", arguments);
  }

  private int run(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command, folder.toString(), "-"));
    all.addAll(List.of(arguments));
    return Commands.run(
        Artifacts.ENGINES,
        new ByteArrayInputStream(ROWS.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        all.toArray(String[]::new));
  }
}
