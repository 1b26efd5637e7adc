package io.tandem.modelcontainer;

import io.tandem.inferenceserver.Fingerprints;
import io.tandem.modelcontainer.artifact.Manifest;
import io.tandem.modelcontainer.artifact.ModelArtifact;
import io.tandem.modelcontainer.engine.RowMatrix;
import io.tandem.modelcontainer.reasons.Reason;
import io.tandem.modelcontainer.reasons.Reasons;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A golden model whose features have reasons, and what is to be said of one row. */
final class SaidModel {
  /** The row. */
  static final String CSV = "1,2.5,,-4e-3,0,6\n";

  static final Map<String, Reason> REASONS =
      Map.of(
          "a", reason("A1", "\u00c4rger, \"sehr\"", "Trouble, \"much\""),
          "b", reason("B1", "Betrag", "Amount"),
          "c", reason("C1", "Zeit", "Time"));

  private static final float[] ROW = {1, 2.5f, Float.NaN, -4e-3f, 0, 6};

  private SaidModel() {}

  static Reason reason(String code, String german, String english) {
    return new Reason(code, new TreeMap<>(Map.of("de", german, "en", english)), "", false);
  }

  /** Of the six columns the first and the third are one feature. */
  static void write(Path folder, String golden, Map<String, Reason> reasons) throws IOException {
    Artifacts.copy(
        Artifacts.XGBOOST.resolve(golden).resolve("xgboost-model"), folder, "xgboost-model");
    new Manifest(
            "",
            "",
            6,
            Artifacts.COLUMNS,
            List.of("a", "b", "a", "c", "d", "e"),
            new Reasons(reasons),
            Fingerprints.UNKNOWN,
            0,
            List.of())
        .write(folder);
  }

  /** With {@link #REASONS}, computed from the contributions of the columns. */
  static String said(Path folder, int most, String language) {
    double[] byColumn =
        ModelArtifact.find(folder, Artifacts.ENGINES)
            .explainer()
            .contributions(new RowMatrix(ROW, 1, 6));
    double[] sums = {byColumn[0] + byColumn[2], byColumn[1], byColumn[3], byColumn[4], byColumn[5]};
    double all = Arrays.stream(sums).filter(sum -> sum > 0).sum();
    List<Map.Entry<String, Double>> risks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      risks.add(Map.entry(List.of("a", "b", "c").get(i), sums[i]));
    }
    List<String> said =
        risks.stream()
            .filter(risk -> risk.getValue() > 0)
            .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
            .limit(most)
            .map(
                risk -> {
                  Reason reason = Objects.requireNonNull(REASONS.get(risk.getKey()));
                  return "{\"code\":\"%s\",\"text\":\"%s\",\"share\":%s}"
                      .formatted(
                          reason.code(),
                          reason.texts().getOrDefault(language, "").replace("\"", "\\\""),
                          String.format(Locale.ROOT, "%.3f", risk.getValue() / all));
                })
            .toList();
    return "[" + String.join(",", said) + "]";
  }
}
