package io.tandem.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.evaluation.statistics.Bootstrap;
import io.tandem.evaluation.statistics.Interval;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Contributions among the predictions show what drives each model. */
final class DriversTest {
  private static final int ROWS = 400;

  private static final String JSON_DEFINITION =
      """
      {"id": "$.id", "probability": "$.a.probability", "outcome": {"label": "$.late"},
       "contributions": {"field": "$.a.contributions",
                         "values": {"amount": "$.amount", "country": "$.country", "none": "$.amount"}},
       "old": {"probability": "$.probability", "contributions": "$.contributions"},
       "bootstrap_rounds": 40}
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Random random = new Random(3);

  /** Of amount and country; of amount and shop. */
  private final float[][] current = numbers();

  private final float[][] old = numbers();

  private float[][] numbers() {
    float[][] numbers = new float[ROWS][2];
    for (float[] row : numbers) {
      row[0] = (float) random.nextGaussian();
      row[1] = (float) (0.3 * random.nextGaussian() - 0.1);
    }
    return numbers;
  }

  @Test
  void theMeanSizesOfBothModelsAreThoseOfTheRowsThatAreJoined() throws IOException {
    assertEquals(0, compare(), err::toString);

    JsonNode drivers = report().at("/drivers");
    assertEquals(3, drivers.size());
    assertEquals("amount", drivers.at("/0/feature").stringValue());
    assertEquals("country", drivers.at("/1/feature").stringValue());
    assertEquals("shop", drivers.at("/2/feature").stringValue());
    double[] sizes = sizes(current, 0);
    double[] oldSizes = sizes(old, 0);
    assertEquals(mean(sizes), drivers.at("/0/new/value").doubleValue(), 1e-9);
    assertEquals(mean(oldSizes), drivers.at("/0/old/value").doubleValue(), 1e-9);
    assertEquals(
        mean(sizes) - mean(oldSizes), drivers.at("/0/difference/value").doubleValue(), 1e-9);
    double[] differences = new double[ROWS];
    Arrays.setAll(differences, row -> sizes[row] - oldSizes[row]);
    assertNear(bootstrap(sizes), drivers.at("/0/new"));
    assertNear(bootstrap(differences), drivers.at("/0/difference"));
    assertEquals(mean(sizes(current, 1)), drivers.at("/1/new/value").doubleValue(), 1e-9);
    assertTrue(drivers.at("/1/old").isMissingNode());
    assertTrue(drivers.at("/2/new").isMissingNode());
    assertEquals(mean(sizes(old, 1)), drivers.at("/2/old/value").doubleValue(), 1e-9);
    String html = Files.readString(folder.resolve("report/report.html"));
    assertTrue(html.contains("What drives each model"));
    assertTrue(html.contains("Contribution of amount against its value"));
  }

  @Test
  void aPlotOfValuesHoldsEveryOrderOnce() throws IOException {
    assertEquals(0, compare(), err::toString);

    JsonNode amounts = report().at("/dependences/0");
    assertEquals("amount", amounts.at("/feature").stringValue());
    int rows = 0;
    double sum = 0;
    double value = -1;
    for (JsonNode bin : amounts.at("/new/bins")) {
      rows += bin.at("/rows").intValue();
      sum += bin.at("/rows").intValue() * bin.at("/mean").doubleValue();
      assertTrue(bin.at("/low").doubleValue() <= bin.at("/high").doubleValue());
      if (bin.has("value")) {
        assertTrue(bin.at("/value").doubleValue() > value);
        value = bin.at("/value").doubleValue();
      } else {
        assertEquals("missing", bin.at("/name").stringValue());
        assertEquals(ROWS / 10, bin.at("/rows").intValue());
      }
    }
    assertEquals(ROWS, rows);
    double all = 0;
    for (float[] row : current) {
      all += row[0];
    }
    assertEquals(all, sum, 1e-6);
    assertEquals(21, amounts.at("/old/bins").size());
    JsonNode countries = report().at("/dependences/1");
    assertEquals("country", countries.at("/feature").stringValue());
    assertEquals("DE", countries.at("/new/bins/0/name").stringValue());
    assertEquals(300, countries.at("/new/bins/0/rows").intValue());
    assertEquals("AT", countries.at("/new/bins/1/name").stringValue());
    assertTrue(countries.at("/old").isMissingNode());
    assertTrue(report().at("/dependences/2").isMissingNode());
  }

  @Test
  void csvHasThemInOneFieldTheBiasLast() throws IOException {
    Path csv = Files.write(folder.resolve("p.csv"), csv());
    String definition =
        "{\"probability\": \"2\", \"outcome\": {\"label\": \"1\"}, \"contributions\": {\"field\":"
            + " \"3\"%s}, \"bootstrap_rounds\": 40}";

    assertEquals(
        0,
        judge(definition.formatted(", \"names\": [\"amount\", \"country\"]"), csv),
        err::toString);
    JsonNode named = report().at("/drivers");
    assertEquals("amount", named.at("/0/feature").stringValue());
    assertEquals(mean(sizes(current, 0)), named.at("/0/new/value").doubleValue(), 1e-9);
    assertTrue(named.at("/0/old").isMissingNode());

    assertEquals(0, judge(definition.formatted(""), csv), err::toString);
    assertEquals("feature 1", report().at("/drivers/0/feature").stringValue());

    assertEquals(1, judge(definition.formatted(", \"names\": [\"amount\"]"), csv));
    assertEquals(
        "evaluate: %s line 1: column 3 is of 2 features; expected 1, as $.contributions.names has\n"
            .formatted(csv),
        err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "null | $.a.contributions is missing",
        "7 | $.a.contributions is not",
        "[1] | $.a.contributions is not",
        "[[1,2],[3,4]] | $.a.contributions is not",
        "[{\"bias\":1,\"features\":{\"x\":1}}] | $.a.contributions is not",
        "{\"bias\":1,\"features\":{\"x\":null}} | $.a.contributions is not",
        "{\"bias\":1,\"features\":{\"amount\":1,\"amount\":1}} | $.a.contributions has other",
        "{\"bias\":1,\"features\":{\"country\":1,\"amount\":1}} | $.a.contributions has other",
        "{\"bias\":1,\"features\":{\"amount\":1}} | $.a.contributions has other",
        "{\"bias\":1,\"feature\":{}} | $.a.contributions is not",
      })
  void whatIsNoneIsNamedByItsLine(String contributions, String fault) throws IOException {
    List<String> rows = new ArrayList<>(json());
    rows.set(
        6,
        "{\"id\":\"o6\",\"late\":true,\"a\":{\"contributions\":%s,\"probability\":0.5}}"
            .formatted(contributions));
    Path file = Files.write(folder.resolve("p.jsonl"), rows);

    assertEquals(1, judge(JSON_DEFINITION, file));
    assertTrue(err.toString().startsWith("evaluate: " + file + " line 7: " + fault), err::toString);
  }

  @Test
  void whatIsWrongInTheDefinitionIsToldAtOnce() throws IOException {
    Path file = Files.write(folder.resolve("p.jsonl"), json());

    assertEquals(
        1,
        judge(
            "{\"probability\": \"$.p\", \"outcome\": {\"label\": \"$.y\"}, \"contributions\":"
                + " {\"feld\": \"$.c\", \"names\": [\"x\", \"x\"], \"values\": {\"x\": \"$.\"}}}",
            file));

    for (String fault :
        List.of(
            "$.contributions: lacks field",
            "$.contributions.names: expected names that are all different",
            "$.contributions.values.x: ",
            "$.contributions: unknown field feld; did you mean field?")) {
      assertTrue(err.toString().contains(fault), err::toString);
    }
  }

  private static double[] sizes(float[][] numbers, int feature) {
    double[] sizes = new double[numbers.length];
    Arrays.setAll(sizes, row -> Math.abs(numbers[row][feature]));
    return sizes;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static Interval bootstrap(double[] values) {
    boolean[] labels = new boolean[values.length];
    labels[0] = true;
    List<Double> means =
        Bootstrap.draw(
            labels,
            2000,
            5,
            () ->
                weights -> {
                  double sum = 0;
                  for (int row = 0; row < values.length; row++) {
                    sum += weights[row] * values[row];
                  }
                  return sum / values.length;
                });
    return Bootstrap.interval(mean(values), means.stream().mapToDouble(one -> one)).orElseThrow();
  }

  private static void assertNear(Interval expected, JsonNode found) {
    double tolerance = 0.1 * (expected.high() - expected.low());
    assertEquals(expected.low(), found.at("/low").doubleValue(), tolerance);
    assertEquals(expected.high(), found.at("/high").doubleValue(), tolerance);
  }

  private List<String> json() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(
          "{\"id\":\"o%d\",\"late\":%s,\"amount\":%s,\"country\":\"%s\",\"a\":{\"probability\":%s,\"contributions\":{\"bias\":-1,\"features\":{\"amount\":%s,\"country\":%s}}}}"
              .formatted(
                  i,
                  i % 3 == 0,
                  i % 10 == 0 ? "null" : i,
                  i % 4 == 0 ? "AT" : "DE",
                  probability(i),
                  current[i][0],
                  current[i][1]));
    }
    return rows;
  }

  private static double probability(int i) {
    return i * 17 % ROWS / (double) ROWS;
  }

  private List<String> csv() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(
          "%s,%s,\"[%s, %s, -1.0]\""
              .formatted(i % 3 == 0, probability(i), current[i][0], current[i][1]));
    }
    return rows;
  }

  private int compare() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(
          "{\"contributions\":{\"bias\":0.5,\"features\":{\"amount\":%s,\"shop\":%s}},\"probability\":%s,\"id\":\"o%d\"}"
              .formatted(old[i][0], old[i][1], probability(i + 7), i));
    }
    return judge(
        JSON_DEFINITION,
        Files.write(folder.resolve("new.jsonl"), json()),
        "--old",
        Files.write(folder.resolve("old.jsonl"), rows.reversed()) + "");
  }

  private int judge(String definition, Path predictions, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("evaluation.json"), definition);
    err.getBuffer().setLength(0);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--definition", file + "",
                "--predictions", predictions + "",
                "--output", folder.resolve("report") + ""));
    arguments.addAll(List.of(more));
    return Evaluate.run(
        new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
  }

  private JsonNode report() {
    return JsonMapper.shared().readTree(folder.resolve("report/report.json").toFile());
  }
}
