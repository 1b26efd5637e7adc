import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;

/**
 * Trains small models with one version of XGBoost and records what that version predicts.
 *
 * <pre>
 * java -cp xgboost4j_2.12-VERSION.jar:commons-logging-1.2.jar:kryo-5.6.2.jar MakeModels.java ROWS FOLDER
 * </pre>
 *
 * <p>ROWS is the rows.csv of the models of 1.7. FOLDER gets of each model NAME.ubj and NAME.txt:
 * per row the predictions, then after '|' the margins, the bits of each float as 8 hexadecimal
 * digits.
 */
final class MakeModels {
  private static final int COLUMNS = 6;
  private static final int TRAIN_ROWS = 400;
  private static final Map<String, String> MODELS =
      Map.of(
          "binary-logistic", "objective=binary:logistic max_depth=4",
          "base-score", "objective=binary:logistic max_depth=3 base_score=0.15",
          "dart",
              "objective=reg:squarederror booster=dart rate_drop=0.4 max_depth=3 base_score=1.5",
          "multi-softprob", "objective=multi:softprob num_class=3 max_depth=3",
          "multi-dart",
              "objective=multi:softmax num_class=3 max_depth=3 booster=dart rate_drop=0.3",
          "parallel-trees", "objective=count:poisson num_parallel_tree=4 subsample=0.6 max_depth=3",
          "lossguide",
              "objective=reg:gamma grow_policy=lossguide max_leaves=30 max_depth=0 tree_method=hist",
          "categorical",
              "objective=binary:logistic max_depth=4 tree_method=hist max_cat_to_onehot=2",
          "early-stopping",
              "objective=binary:logistic max_depth=3 num_parallel_tree=2 subsample=0.7",
          "gblinear", "objective=reg:squarederror booster=gblinear");

  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[1]));
    float[] rows = rows(Path.of(args[0]));
    for (Map.Entry<String, String> model : MODELS.entrySet()) {
      make(folder.resolve(model.getKey()).toString(), model.getValue(), rows);
    }
  }

  private static void make(String path, String parameters, float[] rows) throws Exception {
    Map<String, Object> settings = new HashMap<>(Map.of("verbosity", 0, "nthread", 1, "seed", 3));
    for (String parameter : parameters.split(" ")) {
      settings.put(parameter.split("=")[0], parameter.split("=")[1]);
    }
    boolean categorical = path.endsWith("categorical");
    Random random = new Random(7);
    float[] values = values(random);
    DMatrix train = matrix(values, categorical);
    train.setLabel(labels(values, settings.get("objective").toString(), random));
    Booster booster = XGBoost.train(train, settings, 8, new HashMap<>(), null, null);
    DMatrix test = matrix(rows, categorical);
    int trees = 0;
    if (path.endsWith("early-stopping")) {
      booster.setAttr("best_iteration", "2");
      trees = 3 * 2; // three rounds of two parallel trees
    }
    float[][] predictions = booster.predict(test, false, trees);
    float[][] margins = booster.predict(test, true, trees);
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < predictions.length; row++) {
      lines.add(bits(predictions[row]) + "|" + bits(margins[row]));
    }
    Files.write(Path.of(path + ".txt"), lines);
    Files.write(Path.of(path + ".ubj"), booster.toByteArray("ubj"));
  }

  private static DMatrix matrix(float[] values, boolean categorical) throws Exception {
    DMatrix matrix = new DMatrix(values, values.length / COLUMNS, COLUMNS, Float.NaN);
    if (categorical) {
      matrix.setFeatureTypes(new String[] {"q", "c", "q", "q", "q", "q"});
    }
    return matrix;
  }

  private static String bits(float[] values) {
    List<String> bits = new ArrayList<>();
    for (float value : values) {
      bits.add(HexFormat.of().toHexDigits(Float.floatToRawIntBits(value)));
    }
    return String.join(",", bits);
  }

  private static float[] values(Random random) {
    float[] values = new float[TRAIN_ROWS * COLUMNS];
    for (int i = 0; i < values.length; i++) {
      float value =
          i % COLUMNS == 1
              ? random.nextInt(5)
              : (float) (Math.rint(random.nextGaussian() * 100) / 100);
      values[i] = random.nextInt(5) == 0 ? Float.NaN : value;
    }
    return values;
  }

  private static float[] labels(float[] values, String objective, Random random) {
    float[] labels = new float[TRAIN_ROWS];
    for (int row = 0; row < TRAIN_ROWS; row++) {
      double signal = 0.5 * random.nextGaussian();
      for (int column = 0; column < COLUMNS; column++) {
        float value = values[row * COLUMNS + column];
        signal += Float.isNaN(value) ? 0.2 : Math.sin((column + 1) * value);
      }
      labels[row] =
          (float)
              (objective.startsWith("binary:")
                  ? signal > 0 ? 1 : 0
                  : objective.startsWith("multi:")
                      ? Math.floorMod((int) Math.floor(signal), 3)
                      : objective.startsWith("count:")
                          ? Math.rint(Math.exp(0.5 * signal))
                          : Math.exp(0.5 * signal));
    }
    return labels;
  }

  private static float[] rows(Path csv) throws Exception {
    List<Float> values = new ArrayList<>();
    for (String line : Files.readAllLines(csv)) {
      for (String field : line.split(",", -1)) {
        values.add(field.isEmpty() ? Float.NaN : Float.parseFloat(field));
      }
    }
    float[] rows = new float[values.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = values.get(i);
    }
    return rows;
  }
}
