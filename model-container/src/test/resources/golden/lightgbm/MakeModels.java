import com.microsoft.ml.lightgbm.SWIGTYPE_p_double;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_float;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_int;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_long_long;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_p_void;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_void;
import com.microsoft.ml.lightgbm.lightgbmlib;
import com.microsoft.ml.lightgbm.lightgbmlibConstants;
import io.github.metarank.lightgbm4j.LGBMBooster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Trains small models of every objective with one version of LightGBM, 3.1 or later.
 *
 * <pre>
 * java -cp lightgbm4j-VERSION.jar:slf4j-api-2.0.17.jar MakeModels.java VERSION [MODEL...]
 * </pre>
 *
 * <p>The folder VERSION gets of each model, or of those named, NAME.txt, as the library saves it,
 * and NAME.expected: per row of rows.csv the predictions, then after '|' the raw scores, the bits
 * of each double as 16 hexadecimal digits. Beside the folder, rows.csv gets the rows.
 */
final class MakeModels {
  private static final int COLUMNS = 6;
  private static final int TRAIN_ROWS = 400;
  private static final int ROUNDS = 8;
  private static final String ALL =
      " num_threads=1 verbosity=-1 seed=7 deterministic=true min_data_in_leaf=4 num_leaves=8"
          + " min_data_per_group=4 cat_smooth=1 cat_l2=1";
  private static final Map<String, String> MODELS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("binary", "objective=binary"),
              Map.entry("binary-sigmoid", "objective=binary sigmoid=2.5 is_unbalance=true"),
              Map.entry("binary-deep", "objective=binary num_leaves=64 min_data_in_leaf=1"),
              Map.entry("categorical", "objective=binary categorical_feature=4,5"),
              Map.entry(
                  "categorical-onehot",
                  "objective=binary categorical_feature=4,5 max_cat_to_onehot=100"),
              Map.entry(
                  "categorical-no-missing",
                  "objective=binary categorical_feature=4,5 use_missing=false"),
              Map.entry("cross-entropy", "objective=cross_entropy"),
              Map.entry("cross-entropy-lambda", "objective=cross_entropy_lambda"),
              Map.entry("custom", "objective=none"),
              Map.entry("dart", "objective=binary boosting=dart drop_rate=0.5"),
              Map.entry("extra-trees", "objective=binary extra_trees=true"),
              Map.entry("fair", "objective=fair"),
              Map.entry("gamma", "objective=gamma"),
              Map.entry("goss", "objective=binary boosting=goss"),
              Map.entry("huber", "objective=huber"),
              Map.entry("l1", "objective=regression_l1"),
              Map.entry("l2", "objective=regression"),
              Map.entry("l2-root", "objective=regression reg_sqrt=true"),
              Map.entry("mape", "objective=mape"),
              Map.entry("missing-zero", "objective=binary zero_as_missing=true"),
              Map.entry("multiclass", "objective=multiclass num_class=3"),
              Map.entry("multiclass-ova", "objective=multiclassova num_class=3 sigmoid=1.5"),
              Map.entry("no-missing", "objective=binary use_missing=false"),
              Map.entry("one-leaf", "objective=binary min_data_in_leaf=300"),
              Map.entry("poisson", "objective=poisson"),
              Map.entry("quantile", "objective=quantile alpha=0.7"),
              Map.entry("rf", "objective=binary boosting=rf bagging_freq=1 bagging_fraction=0.6"),
              Map.entry(
                  "rf-regression",
                  "objective=regression boosting=rf bagging_freq=1 bagging_fraction=0.6"),
              Map.entry("tweedie", "objective=tweedie"),
              Map.entry("linear", "objective=regression linear_tree=true")));

  private MakeModels() {}

  public static void main(String[] args) throws Exception {
    LGBMBooster.loadNative();
    Path folder = Files.createDirectories(Path.of(args[0]));
    float[] rows = rows();
    Files.writeString(folder.resolveSibling("rows.csv"), csv(rows));
    List<String> wanted = List.of(args).subList(1, args.length);
    for (Map.Entry<String, String> model : MODELS.entrySet()) {
      if (wanted.isEmpty() || wanted.contains(model.getKey())) {
        try {
          make(folder, model.getKey(), model.getValue() + ALL, rows);
        } catch (IllegalStateException e) {
          System.out.println(args[0] + " cannot make " + model.getKey() + ": " + e.getMessage());
        }
      }
    }
  }

  private static void make(Path folder, String name, String parameters, float[] rows)
      throws Exception {
    float[] data = new float[TRAIN_ROWS * COLUMNS];
    float[] labels = new float[TRAIN_ROWS];
    Random random = new Random(11);
    for (int row = 0; row < TRAIN_ROWS; row++) {
      fill(data, row * COLUMNS, random);
      labels[row] = label(data, row * COLUMNS, random, parameters);
    }
    SWIGTYPE_p_p_void out = lightgbmlib.new_voidpp();
    check(
        lightgbmlib.LGBM_DatasetCreateFromMat(
            lightgbmlib.float_to_voidp_ptr(array(data)),
            lightgbmlibConstants.C_API_DTYPE_FLOAT32,
            TRAIN_ROWS,
            COLUMNS,
            1,
            parameters,
            null,
            out));
    SWIGTYPE_p_void dataset = lightgbmlib.voidpp_value(out);
    check(
        lightgbmlib.LGBM_DatasetSetField(
            dataset,
            "label",
            lightgbmlib.float_to_voidp_ptr(array(labels)),
            TRAIN_ROWS,
            lightgbmlibConstants.C_API_DTYPE_FLOAT32));
    SWIGTYPE_p_p_void created = lightgbmlib.new_voidpp();
    check(lightgbmlib.LGBM_BoosterCreate(dataset, parameters, created));
    SWIGTYPE_p_void booster = lightgbmlib.voidpp_value(created);
    SWIGTYPE_p_int finished = lightgbmlib.new_intp();
    for (int round = 0; round < ROUNDS; round++) {
      if (parameters.contains("objective=none")) {
        float[] gradients = new float[TRAIN_ROWS];
        float[] hessians = new float[TRAIN_ROWS];
        for (int row = 0; row < TRAIN_ROWS; row++) {
          gradients[row] = (round + 1) / 10f - labels[row];
          hessians[row] = 1;
        }
        check(
            lightgbmlib.LGBM_BoosterUpdateOneIterCustom(
                booster, array(gradients), array(hessians), finished));
      } else {
        check(lightgbmlib.LGBM_BoosterUpdateOneIter(booster, finished));
      }
    }
    SWIGTYPE_p_long_long length = lightgbmlib.new_int64_tp();
    String text = lightgbmlib.LGBM_BoosterSaveModelToStringSWIG(booster, 0, -1, 0, 1 << 20, length);
    Files.writeString(folder.resolve(name + ".txt"), text);

    int outputs = parameters.contains("num_class=3") ? 3 : 1;
    double[] values = predict(booster, rows, outputs, 0);
    double[] scores = predict(booster, rows, outputs, 1);
    StringBuilder expected = new StringBuilder();
    for (int row = 0; row < rows.length / COLUMNS; row++) {
      append(expected, values, row * outputs, outputs).append('|');
      append(expected, scores, row * outputs, outputs).append('\n');
    }
    Files.writeString(folder.resolve(name + ".expected"), expected);
  }

  private static StringBuilder append(StringBuilder out, double[] values, int at, int count) {
    for (int i = 0; i < count; i++) {
      out.append(i == 0 ? "" : " ");
      out.append(String.format("%016x", Double.doubleToRawLongBits(values[at + i])));
    }
    return out;
  }

  private static double[] predict(SWIGTYPE_p_void booster, float[] rows, int outputs, int type) {
    int count = rows.length / COLUMNS;
    SWIGTYPE_p_double out = lightgbmlib.new_doubleArray(count * outputs);
    check(
        lightgbmlib.LGBM_BoosterPredictForMat(
            booster,
            lightgbmlib.float_to_voidp_ptr(array(rows)),
            lightgbmlibConstants.C_API_DTYPE_FLOAT32,
            count,
            COLUMNS,
            1,
            type,
            0,
            -1,
            "num_threads=1",
            lightgbmlib.new_int64_tp(),
            out));
    double[] values = new double[count * outputs];
    for (int i = 0; i < values.length; i++) {
      values[i] = lightgbmlib.doubleArray_getitem(out, i);
    }
    return values;
  }

  private static SWIGTYPE_p_float array(float[] values) {
    SWIGTYPE_p_float array = lightgbmlib.new_floatArray(values.length);
    for (int i = 0; i < values.length; i++) {
      lightgbmlib.floatArray_setitem(array, i, values[i]);
    }
    return array;
  }

  private static void check(int result) {
    if (result != 0) {
      throw new IllegalStateException(lightgbmlib.LGBM_GetLastError());
    }
  }

  /**
   * Few different values, so that thresholds are met; zeros and missing ones; two of categories.
   */
  private static void fill(float[] data, int at, Random random) {
    for (int column = 0; column < COLUMNS; column++) {
      int what = random.nextInt(10);
      float number =
          switch (column) {
            case 0 -> random.nextInt(9) - 4;
            case 1 -> (float) random.nextGaussian();
            case 2 -> (float) Math.exp(3 * random.nextGaussian());
            case 3 -> random.nextInt(3) / 10f;
            case 4 -> random.nextInt(12);
            default -> random.nextInt(70);
          };
      data[at + column] = what == 0 ? Float.NaN : what == 1 ? 0 : number;
    }
  }

  private static float label(float[] data, int at, Random random, String parameters) {
    double score = 0;
    for (int column = 0; column < COLUMNS; column++) {
      float value = data[at + column];
      score += Float.isNaN(value) ? 0.4 : column < 4 ? Math.sin(value) : Math.sin(7 * value);
    }
    score += random.nextGaussian() / 3;
    if (parameters.matches(".*objective=(binary|none).*")) {
      return score > 0.8 ? 1 : 0;
    }
    if (parameters.contains("multiclass")) {
      return score > 1.3 ? 2 : score > 0.3 ? 1 : 0;
    }
    if (parameters.contains("cross_entropy")) {
      return (float) (1 / (1 + Math.exp(-score)));
    }
    return (float)
        (parameters.matches(".*(poisson|gamma|tweedie|mape).*") ? Math.exp(score) : score);
  }

  /** Rows as in training, and rows of the edges. */
  private static float[] rows() {
    float[] edges = {
      Float.NaN,
      0,
      -0.0f,
      1e-35f,
      -1e-35f,
      Math.nextUp(1e-35f),
      Math.nextDown(-1e-35f),
      1e-36f,
      -1e-36f,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      1e30f,
      -1e30f,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      0.5f,
      -0.5f,
      -1,
      Math.nextUp(-1f),
      0.99999994f,
      1,
      1.5f,
      31,
      32,
      63.5f,
      64,
      1e9f,
      2.2e9f,
      -2.2e9f,
      16777216,
      16777218
    };
    Random random = new Random(5);
    int plain = 60;
    int edge = 60;
    float[] rows = new float[(plain + edge) * COLUMNS];
    for (int row = 0; row < plain + edge; row++) {
      fill(rows, row * COLUMNS, random);
      for (int column = 0; row >= plain && column < COLUMNS; column++) {
        if (random.nextInt(4) != 0) {
          rows[row * COLUMNS + column] = edges[random.nextInt(edges.length)];
        }
      }
    }
    return rows;
  }

  private static String csv(float[] rows) {
    StringBuilder csv = new StringBuilder();
    for (int i = 0; i < rows.length; i++) {
      csv.append(Float.isNaN(rows[i]) ? "" : Float.toString(rows[i]));
      csv.append((i + 1) % COLUMNS == 0 ? "\n" : ",");
    }
    return csv.toString();
  }
}
