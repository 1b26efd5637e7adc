import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Trains small models whose leaves are vectors with one version of XGBoost, 2.0 or later.
 *
 * <pre>
 * java -cp xgboost4j_2.12-VERSION.jar:commons-logging-1.2.jar:kryo-5.6.2.jar:scala-library-2.12.20.jar \
 *     MakeModels.java VERSION [MODEL...]
 * </pre>
 *
 * <p>The folder VERSION gets of each model, or of those named, NAME.json, NAME.ubj and NAME.txt:
 * per row of rows.csv the predictions, then after '|' the margins, the bits of each float as 8
 * hexadecimal digits.
 */
final class MakeModels {
  private static final int COLUMNS = 4;
  private static final int TRAIN_ROWS = 300;
  private static final Map<String, String> MODELS =
      new TreeMap<>(
          Map.of(
              "softprob", "objective=multi:softprob num_class=3 max_depth=3",
              "softmax", "objective=multi:softmax num_class=4 max_depth=2 base_score=0.2",
              "quantiles", "objective=reg:quantileerror quantile_alpha=[0.1,0.5,0.9] max_depth=3",
              "one-leaf", "objective=multi:softprob num_class=3 min_child_weight=100000",
              "parallel",
                  "objective=multi:softprob num_class=3 num_parallel_tree=3 subsample=0.6 max_depth=2",
              "lossguide",
                  "objective=multi:softprob num_class=3 grow_policy=lossguide max_leaves=9 base_score=0.1",
              "dart", "objective=multi:softprob num_class=3 booster=dart rate_drop=0.5 max_depth=2",
              "best", "objective=multi:softprob num_class=3 max_depth=2",
              "categorical", "objective=multi:softprob num_class=3 max_depth=3",
              "pruned", "objective=multi:softprob num_class=3 max_depth=4 gamma=3"));

  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    List<String> wanted = List.of(args).subList(1, args.length);
    for (Map.Entry<String, String> model : MODELS.entrySet()) {
      if (wanted.isEmpty() || wanted.contains(model.getKey())) {
        try {
          make(folder, model.getKey(), model.getValue());
        } catch (XGBoostError e) {
          System.out.println(args[0] + " cannot make " + model.getKey() + ": " + e.getMessage());
        }
      }
    }
  }

  private static void make(Path folder, String name, String parameters) throws Exception {
    Map<String, Object> settings = new HashMap<>(Map.of("verbosity", 0, "nthread", 1, "seed", 3));
    settings.put("tree_method", "hist");
    settings.put("multi_strategy", "multi_output_tree");
    for (String parameter : parameters.split(" ")) {
      settings.put(parameter.split("=")[0], parameter.split("=")[1]);
    }
    Random random = new Random(7);
    float[] values = new float[TRAIN_ROWS * COLUMNS];
    float[] labels = new float[TRAIN_ROWS];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          i % COLUMNS == 1 ? random.nextInt(5) : (float) Math.rint(random.nextGaussian() * 50) / 50;
      values[i] = random.nextInt(8) == 0 ? Float.NaN : values[i];
    }
    for (int row = 0; row < TRAIN_ROWS; row++) {
      float first = values[row * COLUMNS];
      float second = values[row * COLUMNS + 1];
      double signal =
          (Float.isNaN(first) ? 0.3 : first) + (second == 2 ? 1 : 0) + 0.2 * random.nextGaussian();
      labels[row] = Math.floorMod((int) Math.floor(signal), 3);
    }
    DMatrix train = matrix(values, name);
    train.setLabel(labels);
    Booster booster = XGBoost.train(train, settings, 4, new HashMap<>(), null, null);
    int trees = 0;
    if (name.equals("best")) {
      booster.setAttr("best_iteration", "1");
      trees = 2;
    }
    List<String> lines = new ArrayList<>();
    DMatrix rows = matrix(rows(), name);
    float[][] predictions = booster.predict(rows, false, trees);
    float[][] margins = booster.predict(rows, true, trees);
    for (int row = 0; row < predictions.length; row++) {
      lines.add(bits(predictions[row]) + "|" + bits(margins[row]));
    }
    Files.write(folder.resolve(name + ".txt"), lines);
    Files.write(folder.resolve(name + ".json"), booster.toByteArray("json"));
    Files.write(folder.resolve(name + ".ubj"), booster.toByteArray("ubj"));
  }

  private static DMatrix matrix(float[] values, String name) throws Exception {
    DMatrix matrix = new DMatrix(values, values.length / COLUMNS, COLUMNS, Float.NaN);
    if (name.equals("categorical")) {
      matrix.setFeatureTypes(new String[] {"q", "c", "q", "q"});
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

  private static float[] rows() throws Exception {
    List<Float> values = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("rows.csv"))) {
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
