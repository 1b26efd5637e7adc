package io.tandem.modelcontainer.xgboost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.modelcontainer.engine.RowMatrix;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One model under many base scores: the margins are those of the library, bit for bit. */
final class BaseScoreTest {
  private static final int STEPS = 200;

  @ParameterizedTest
  @CsvSource({
    "binary:logistic, true",
    "reg:logistic, true",
    "count:poisson, false",
    "reg:gamma, false",
    "reg:tweedie, false",
    "survival:cox, false",
  })
  void standsForTheMarginOfTheLibrary(String objective, boolean isShare) throws Exception {
    String model = model(objective);
    RowMatrix rows = new RowMatrix(new float[] {0, 1, Float.NaN}, 3, 1);

    for (float score : scores(isShare).toList()) {
      byte[] bytes = withBaseScore(model, score);
      ModelDocument document = ModelDocument.read(bytes);
      ModelDescription description = ModelDescription.of(document.root());
      ForestMargins forest = ForestReader.read(document.root(), description).forest().orElseThrow();
      try (NativeBooster booster = NativeBooster.load(bytes, description)) {
        assertEquals(bits(booster.margins(rows)), bits(forest.margins(rows)), () -> "of " + score);
        assertEquals(bits(booster.values(rows)), bits(forest.values(rows)), () -> "of " + score);
      }
    }
  }

  /** Evenly spread ones, and some of every magnitude; a share may be as small, or close to 1. */
  private static Stream<Float> scores(boolean isShare) {
    DoubleStream even = IntStream.range(1, STEPS).mapToDouble(i -> (double) i / STEPS);
    DoubleStream magnitudes =
        IntStream.range(0, STEPS).mapToDouble(i -> Math.pow(10, -30 + 60.0 * i / STEPS));
    return DoubleStream.concat(even, magnitudes)
        .flatMap(score -> isShare ? DoubleStream.of(score, 1 - score) : DoubleStream.of(score))
        .filter(score -> !isShare || (score >= 0 && score <= 1))
        .mapToObj(score -> (float) score);
  }

  private static String bits(float[] values) {
    StringBuilder bits = new StringBuilder();
    for (float value : values) {
      bits.append(Integer.toHexString(Float.floatToIntBits(value))).append(' ');
    }
    return bits.toString();
  }

  private static byte[] withBaseScore(String model, float score) {
    String changed =
        model.replaceFirst("\"base_score\":\"[^\"]*\"", "\"base_score\":\"[" + score + "]\"");
    assertTrue(changed.contains("[" + score + "]"), changed);
    return changed.getBytes(StandardCharsets.UTF_8);
  }

  private static String model(String objective) throws Exception {
    Map<String, Object> settings =
        new HashMap<>(Map.of("objective", objective, "max_depth", 1, "nthread", 1, "verbosity", 0));
    DMatrix matrix = new DMatrix(new float[] {0, 1, 2, 3}, 4, 1, Float.NaN);
    try {
      matrix.setLabel(new float[] {0.1f, 0.2f, 1, 1});
      Booster booster = XGBoost.train(matrix, settings, 1, new HashMap<>(), null, null);
      byte[] json = booster.toByteArray("json");
      booster.dispose();
      return new String(json, StandardCharsets.UTF_8);
    } finally {
      matrix.dispose();
    }
  }
}
