package io.tandem.modelcontainer.lightgbm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.ml.lightgbm.PredictionType;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;
import io.tandem.modelcontainer.engine.Model;
import io.tandem.modelcontainer.engine.Predictions;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random models, trained by LightGBM's own library, against what the library makes of rows of their
 * edges. {@code -Dtandem.models} says how many.
 */
final class LightgbmLibraryTest {
  private static final int MODELS = Integer.getInteger("tandem.models", 60);
  private static final int TRAIN_ROWS = 300;
  private static final int ROWS = 200;

  /** Of predictions: {@code exp} here may differ from the C library's in the last place. */
  private static final double ROUNDING = 4e-16;

  @TempDir Path folder;

  @Test
  void rawScoresAreTheLibrarysBits() throws Exception {
    for (int seed = 0; seed < MODELS; seed++) {
      compare(seed);
    }
  }

  private void compare(int seed) throws Exception {
    Random random = new Random(seed);
    int columns = 1 + random.nextInt(8);
    String parameters = parameters(random, columns);
    String text = train(random, columns, parameters);
    Path file = Files.writeString(folder.resolve("model.txt"), text);
    float[] rows = rows(random, columns, text);
    String which = "model " + seed + ": " + parameters;
    try (Model model = LightgbmModel.load(file, List.of());
        LGBMBooster library = LGBMBooster.loadModelFromString(text)) {
      RowMatrix matrix = new RowMatrix(rows, ROWS, columns);
      double[] scores =
          library.predictForMat(
              rows, ROWS, columns, true, PredictionType.C_API_PREDICT_RAW_SCORE, "num_threads=1");
      double[] values =
          library.predictForMat(
              rows, ROWS, columns, true, PredictionType.C_API_PREDICT_NORMAL, "num_threads=1");

      assertArrayEquals(scores, numbers(model.margins(matrix)), which);
      double[] predictions = numbers(model.predict(matrix));
      assertEquals(values.length, predictions.length, which);
      for (int i = 0; i < values.length; i++) {
        double bound = ROUNDING * Math.max(Math.abs(values[i]), Double.MIN_NORMAL);
        assertEquals(values[i], predictions[i], bound, which);
      }
    }
  }

  private static double[] numbers(Predictions predictions) {
    double[] numbers = new double[predictions.count() * predictions.width()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = predictions.value(i / predictions.width(), i % predictions.width());
    }
    return numbers;
  }

  /** Two classes at most: the binding has room for two numbers of a row. */
  static String parameters(Random random, int columns) {
    List<String> objectives =
        List.of(
            "binary",
            "binary sigmoid=0.7",
            "cross_entropy",
            "cross_entropy_lambda",
            "regression",
            "regression reg_sqrt=true",
            "regression_l1",
            "poisson",
            "tweedie",
            "quantile",
            "multiclass num_class=2",
            "multiclassova num_class=2");
    StringBuilder parameters = new StringBuilder("num_threads=1 verbosity=-1 objective=");
    parameters.append(objectives.get(random.nextInt(objectives.size())));
    parameters.append(" seed=").append(random.nextInt(1000));
    parameters.append(" num_leaves=").append(2 + random.nextInt(40));
    parameters.append(" min_data_in_leaf=").append(1 + random.nextInt(20));
    parameters.append(" learning_rate=").append(random.nextBoolean() ? "0.1" : "0.7");
    switch (random.nextInt(4)) {
      case 0 -> parameters.append(" boosting=dart");
      case 1 -> parameters.append(" boosting=rf bagging_freq=1 bagging_fraction=0.6");
      default -> parameters.append(" bagging_freq=1 bagging_fraction=0.8");
    }
    switch (random.nextInt(4)) {
      case 0 -> parameters.append(" use_missing=false");
      case 1 -> parameters.append(" zero_as_missing=true");
      default -> {}
    }
    if (random.nextBoolean()) {
      parameters.append(" min_data_per_group=2 cat_smooth=1 max_cat_to_onehot=");
      parameters.append(random.nextBoolean() ? 1 : 100);
      parameters.append(" categorical_feature=").append(random.nextInt(columns));
    }
    return parameters.toString();
  }

  static String train(Random random, int columns, String parameters) throws LGBMException {
    float[] data = new float[TRAIN_ROWS * columns];
    float[] labels = new float[TRAIN_ROWS];
    float scale = random.nextInt(5) == 0 ? 1e-34f : 1;
    for (int i = 0; i < data.length; i++) {
      int kind = random.nextInt(8);
      data[i] =
          kind == 0
              ? Float.NaN
              : kind == 1
                  ? 0
                  : kind < 5 ? random.nextInt(90) : scale * (float) random.nextGaussian();
    }
    boolean classes = parameters.matches(".*objective=(binary|multiclass).*");
    for (int row = 0; row < TRAIN_ROWS; row++) {
      float first = data[row * columns];
      double score = (Float.isNaN(first) ? 0.5 : Math.sin(first)) + random.nextGaussian() / 2;
      double share = 1 / (1 + Math.exp(-score));
      labels[row] = classes ? Math.round(share) : (float) share;
    }
    try (LGBMDataset dataset =
        LGBMDataset.createFromMat(data, TRAIN_ROWS, columns, true, parameters, null)) {
      dataset.setField("label", labels);
      try (LGBMBooster booster = LGBMBooster.create(dataset, parameters)) {
        for (int round = 0; round < 6; round++) {
          booster.updateOneIter();
        }
        return booster.saveModelToString(0, -1, LGBMBooster.FeatureImportanceType.SPLIT);
      }
    }
  }

  /** At, right above and right below thresholds, around zero, missing, huge, and categories. */
  static float[] rows(Random random, int columns, String text) {
    List<Float> values = new ArrayList<>();
    Matcher lines = Pattern.compile("(?m)^threshold=(.+)$").matcher(text);
    while (lines.find()) {
      for (String threshold : lines.group(1).split(" ", -1)) {
        float value = (float) Double.parseDouble(threshold.replace("inf", "Infinity"));
        values.addAll(List.of(value, Math.nextUp(value), Math.nextDown(value)));
      }
    }
    values.removeIf(value -> !Float.isFinite(value));
    List<Float> edges =
        List.of(
            Float.NaN,
            0f,
            -0f,
            1e-35f,
            -1e-35f,
            Math.nextUp(1e-35f),
            Math.nextDown(-1e-35f),
            1e-36f,
            -1e-36f,
            Float.MIN_VALUE,
            1e30f,
            -1e30f,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            -0.5f,
            -1f,
            0.5f,
            1.5f,
            2.2e9f,
            -2.2e9f,
            16777216f);
    float[] rows = new float[ROWS * columns];
    for (int i = 0; i < rows.length; i++) {
      int kind = random.nextInt(4);
      if (kind == 0 && !values.isEmpty()) {
        rows[i] = values.get(random.nextInt(values.size()));
      } else if (kind == 1) {
        rows[i] = edges.get(random.nextInt(edges.size()));
      } else {
        rows[i] = kind == 2 ? random.nextInt(100) : (float) random.nextGaussian();
      }
    }
    return rows;
  }
}
