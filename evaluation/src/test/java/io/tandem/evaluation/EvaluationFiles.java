package io.tandem.evaluation;

import io.tandem.evaluation.comparison.Evaluation;
import io.tandem.evaluation.comparison.EvaluationCalculator;
import io.tandem.evaluation.definition.Definition;
import io.tandem.evaluation.definition.EvaluationDefinitionReader;
import io.tandem.evaluation.rows.Join;
import io.tandem.evaluation.rows.JoinedRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/** Predictions of two models and a definition, in a folder. The new model is the better one. */
public record EvaluationFiles(Path definition, Path predictions, Path old) {
  /** Without gates. */
  public static final String DEFINITION =
      """
      {
        "title": "New & old <models>",
        "id": "$.id",
        "probability": "$.p",
        "outcome": {
          "label": "$.late", "means": "not paid after 90 days",
          "amount": "$.amount", "currency": "EUR", "time": "$.time"
        },
        "slices": [
          {"name": "market", "field": "$.market"},
          {"name": "new customer", "field": "$.orders", "equals": 0},
          {"name": "amount", "field": "$.amount", "bands": [50, 100]}
        ],
        "decision": {
          "costs": {"approved_bad": {"share_of_amount": 0.8, "fixed": 5}, "refused_good": {"share_of_amount": 0.1}}
        },
        "gates": [GATES],
        "bootstrap_rounds": 200
      }
      """;

  public static EvaluationFiles in(Path folder, int rows, String gates) throws IOException {
    Random random = new Random(17);
    List<String> current = new ArrayList<>();
    List<String> old = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      double margin = random.nextGaussian() - 1.5;
      boolean late = random.nextDouble() < 1 / (1 + Math.exp(-1.5 * margin));
      old.add(
          String.format(
              Locale.ROOT,
              "{\"id\":\"o%d\",\"p\":%.4f}",
              row,
              1 / (1 + Math.exp(-margin - random.nextGaussian()))));
      current.add(
          String.format(
              Locale.ROOT,
              "{\"id\":\"o%d\",\"p\":%.4f,\"late\":%s,\"amount\":%.2f,\"orders\":%d,\"market\":\"%s\",\"time\":\"2026-0%d-11T12:00:00Z\"}",
              row,
              1 / (1 + Math.exp(-1.5 * margin - 0.3 * random.nextGaussian())),
              late,
              20 + 130 * random.nextDouble(),
              random.nextInt(4),
              row % 50 == 0 ? "AT" : row % 2 == 0 ? "DE" : "FR",
              1 + random.nextInt(9)));
    }
    return new EvaluationFiles(
        Files.writeString(folder.resolve("evaluation.json"), DEFINITION.replace("GATES", gates)),
        Files.write(folder.resolve("new.jsonl"), current),
        Files.write(folder.resolve("old.jsonl"), old));
  }

  public Definition read() {
    return EvaluationDefinitionReader.read(definition);
  }

  /** Of both models. */
  public JoinedRows rows() {
    return Join.read(
        read(),
        new Join.Files(
            predictions, Optional.of(old), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  public Evaluation evaluation() {
    return EvaluationCalculator.evaluate(read(), rows());
  }
}
