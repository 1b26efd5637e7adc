import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Trains small models with one version of XGBoost and records what that version predicts; see
 * README.md.
 *
 * <pre>
 * java -cp CLASSES:xgboost4j_2.12-VERSION.jar:... MakeModels ROWS FOLDER/VERSION
 * </pre>
 *
 * <p>ROWS is the rows.csv of the models of 1.7. The folder gets of each model that the version can
 * make NAME.json, NAME.ubj or NAME/xgboost-model (the binary form), and NAME.txt: per row the
 * predictions, then after '|' the margins, the bits of each float as 8 hexadecimal digits. It also
 * loads what it has saved, and says so when that predicts otherwise.
 */
final class MakeModels {
  private static final int COLUMNS = 6;
  private static final int TRAIN_ROWS = 400;

  /** That tiny models predict: the first ones. */
  private static final int FEW_ROWS = 12;

  /** Versions after which something about files or trees has changed. */
  private static final List<String> TURNS =
      List.of("1.0.0", "1.3.1", "1.7.6", "2.0.3", "2.1.4", "3.0.4", "3.4.0");

  /** Versions that had models of more trees before there were tiny ones. */
  private static final List<String> LARGER = List.of("2.0.3", "2.1.4", "3.0.4", "3.4.0");

  /**
   * A model to be made.
   *
   * @param since the first version that can make it
   * @param forms it is saved in, where the version knows them; "any" is the version's usual one
   */
  private record Model(String name, String since, String forms, int rounds, String parameters) {
    boolean isTiny() {
      return name.startsWith("tiny-");
    }
  }

  private static final List<Model> ALWAYS =
      List.of(tiny("logistic", "0", "binary json ubj", "objective=binary:logistic base_score=0.3"));

  private static final List<Model> AT_TURNS =
      List.of(
          // The base score's first byte is that of '{'.
          tiny("brace", "1.0", "binary json", "objective=reg:squarederror base_score=4.786924"),
          tiny("softprob", "1.0", "binary json ubj", "objective=multi:softprob num_class=3"),
          tiny("softmax", "1.0", "any", "objective=multi:softmax num_class=3"),
          tiny("logitraw", "1.0", "json", "objective=binary:logitraw"),
          tiny("hinge", "1.0", "any", "objective=binary:hinge"),
          tiny("poisson", "1.0", "any", "objective=count:poisson base_score=0.7"),
          tiny("gamma", "1.0", "json", "objective=reg:gamma"),
          tiny("tweedie", "1.0", "any", "objective=reg:tweedie tweedie_variance_power=1.3"),
          tiny("cox", "1.0", "any", "objective=survival:cox"),
          tiny("ndcg", "1.0", "any", "objective=rank:ndcg"),
          tiny("huber", "1.3", "any", "objective=reg:pseudohubererror"),
          tiny("absolute", "1.7", "any", "objective=reg:absoluteerror"),
          tiny("quantiles", "2.0", "any", "objective=reg:quantileerror quantile_alpha=[0.1,0.9]"),
          tiny(
              "expectiles", "3.1", "any", "objective=reg:expectileerror expectile_alpha=[0.2,0.8]"),
          tiny(
              "dart",
              "1.0",
              "binary json ubj",
              "objective=reg:squarederror booster=dart rate_drop=0.5 base_score=1.5"),
          tiny(
              "dart-softprob",
              "1.0",
              "any",
              "objective=multi:softprob num_class=3 booster=dart rate_drop=0.5"),
          tiny(
              "gblinear",
              "1.0",
              "binary json ubj",
              "objective=reg:squarederror booster=gblinear updater=coord_descent"),
          tiny(
              "gblinear-softprob",
              "1.0",
              "any",
              "objective=multi:softprob num_class=3 booster=gblinear updater=coord_descent"),
          tiny(
              "forest",
              "1.0",
              "any",
              "objective=binary:logistic num_parallel_tree=3 subsample=0.6"),
          tiny(
              "onehot",
              "1.5",
              "json ubj",
              "objective=binary:logistic tree_method=hist max_cat_to_onehot=100"),
          tiny(
              "partition",
              "1.6",
              "json ubj",
              "objective=binary:logistic tree_method=hist max_cat_to_onehot=1"),
          // Gradients beyond the largest float: the leaf is infinite.
          new Model(
              "tiny-overflow",
              "1.3",
              "json ubj",
              1,
              "objective=reg:squarederror base_score=-3e38 max_depth=1"),
          tiny(
              "vector-leaves",
              "2.0",
              "json ubj",
              "objective=multi:softprob num_class=3 tree_method=hist"
                  + " multi_strategy=multi_output_tree"),
          tiny(
              "vector-leaves-quantiles",
              "2.0",
              "any",
              "objective=reg:quantileerror quantile_alpha=[0.1,0.5,0.9] tree_method=hist"
                  + " multi_strategy=multi_output_tree"));

  private static final List<Model> MORE_TREES =
      List.of(
          larger("binary-logistic", "objective=binary:logistic max_depth=4"),
          larger("base-score", "objective=binary:logistic max_depth=3 base_score=0.15"),
          larger(
              "dart",
              "objective=reg:squarederror booster=dart rate_drop=0.4 max_depth=3 base_score=1.5"),
          larger("multi-softprob", "objective=multi:softprob num_class=3 max_depth=3"),
          larger(
              "multi-dart",
              "objective=multi:softmax num_class=3 max_depth=3 booster=dart rate_drop=0.3"),
          larger(
              "parallel-trees",
              "objective=count:poisson num_parallel_tree=4 subsample=0.6 max_depth=3"),
          larger(
              "lossguide",
              "objective=reg:gamma grow_policy=lossguide max_leaves=30 max_depth=0"
                  + " tree_method=hist"),
          larger(
              "categorical",
              "objective=binary:logistic max_depth=4 tree_method=hist max_cat_to_onehot=2"),
          larger(
              "early-stopping",
              "objective=binary:logistic max_depth=3 num_parallel_tree=2 subsample=0.7"),
          larger("gblinear", "objective=reg:squarederror booster=gblinear"));

  private static Model tiny(String name, String since, String forms, String parameters) {
    String depth = parameters.contains("gblinear") ? "" : " max_depth=2";
    return new Model("tiny-" + name, since, forms, 2, parameters + depth);
  }

  private static Model larger(String name, String parameters) {
    return new Model(name, "2.0", "ubj", 8, parameters);
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[1]));
    String version = folder.getFileName().toString();
    if (!atLeast(version, "0.90")) {
      loadLibrary();
    }
    List<Model> models = new ArrayList<>(ALWAYS);
    models.addAll(TURNS.contains(version) ? AT_TURNS : List.of());
    models.addAll(LARGER.contains(version) ? MORE_TREES : List.of());
    float[] rows = rows(Path.of(args[0]));
    float[] few = Arrays.copyOf(rows, FEW_ROWS * COLUMNS);
    for (Model model : models) {
      if (atLeast(version, model.since)) {
        try {
          make(folder, version, model, model.isTiny() ? few : rows);
        } catch (ReflectiveOperationException | XGBoostError e) {
          System.out.println(version + ", " + model.name + ": " + firstLine(e));
        }
      }
    }
  }

  /** Before 0.90 the binding loads its library in a way that Java forbids by now. */
  private static void loadLibrary() throws Exception {
    Path library = Files.createTempFile("libxgboost4j", ".so");
    try (InputStream in = DMatrix.class.getResourceAsStream("/lib/libxgboost4j.so")) {
      Files.copy(in, library, StandardCopyOption.REPLACE_EXISTING);
    }
    System.load(library.toString());
    Files.delete(library);
    Class<?> loader = Class.forName("ml.dmlc.xgboost4j.java.NativeLibLoader");
    for (Field field : loader.getDeclaredFields()) {
      if (field.getName().equals("initialized")) {
        field.setAccessible(true);
        field.setBoolean(null, true);
      }
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static boolean atLeast(String version, String since) {
    String[] found = version.split("\\.");
    String[] least = (since + ".0").split("\\.");
    int major = Integer.compare(Integer.parseInt(found[0]), Integer.parseInt(least[0]));
    return major > 0 || (major == 0 && Integer.parseInt(found[1]) >= Integer.parseInt(least[1]));
  }

  private static List<String> forms(String version, Model model) {
    List<String> known = new ArrayList<>();
    if (!atLeast(version, "2.1")) {
      known.add("binary");
    }
    if (atLeast(version, "1.0")) {
      known.add("json");
    }
    if (atLeast(version, "1.6")) {
      known.add("ubj");
    }
    if (model.forms.equals("any")) {
      return List.of(known.contains("binary") ? "binary" : "ubj");
    }
    known.retainAll(List.of(model.forms.split(" ")));
    return known;
  }

  private static void make(Path folder, String version, Model model, float[] rows)
      throws Exception {
    Map<String, Object> settings = new HashMap<>();
    settings.put(
        version.startsWith("0.7") ? "silent" : "verbosity", version.startsWith("0.7") ? 1 : 0);
    settings.put("nthread", 1);
    settings.put("seed", 3);
    for (String parameter : model.parameters.split(" ")) {
      settings.put(parameter.split("=")[0], parameter.split("=")[1]);
    }
    boolean categorical = model.parameters.contains("max_cat_to_onehot");
    Random random = new Random(7);
    float[] values = values(random);
    DMatrix train = matrix(values, categorical);
    String objective = settings.get("objective").toString();
    float[] labels = labels(values, objective, random);
    if (model.name.endsWith("overflow")) {
      Arrays.fill(labels, Float.MAX_VALUE);
    }
    if (categorical && model.isTiny()) {
      for (int row = 0; row < TRAIN_ROWS; row++) {
        float category = values[row * COLUMNS + 1];
        labels[row] = Float.isNaN(category) ? labels[row] : category % 2;
      }
    }
    train.setLabel(labels);
    if (objective.startsWith("rank:")) {
      train.setGroup(new int[] {TRAIN_ROWS / 2, TRAIN_ROWS / 2});
    }
    Booster booster = XGBoost.train(train, settings, model.rounds, new HashMap<>(), null, null);
    DMatrix test = matrix(rows, categorical);
    int trees = 0;
    if (model.name.endsWith("early-stopping")) {
      Booster.class
          .getMethod("setAttr", String.class, String.class)
          .invoke(booster, "best_iteration", "2");
      trees = 3 * 2; // three rounds of two parallel trees
    }
    List<String> expected = predictions(booster, test, trees);
    for (String form : forms(version, model)) {
      Path file = file(folder, model.name, form);
      Files.createDirectories(file.getParent());
      booster.saveModel(file.toString());
    }
    Files.write(folder.resolve(model.name + ".txt"), expected);
    for (String form : forms(version, model)) {
      Path file = file(folder, model.name, form);
      if (!predictions(XGBoost.loadModel(file.toString()), test, trees).equals(expected)) {
        System.out.println(version + " predicts otherwise by " + file);
      }
    }
  }

  private static Path file(Path folder, String name, String form) {
    return form.equals("binary")
        ? folder.resolve(name).resolve("xgboost-model")
        : folder.resolve(name + "." + form);
  }

  private static List<String> predictions(Booster booster, DMatrix test, int trees)
      throws XGBoostError {
    float[][] predictions = booster.predict(test, false, trees);
    float[][] margins = booster.predict(test, true, trees);
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < predictions.length; row++) {
      lines.add(bits(predictions[row]) + "|" + bits(margins[row]));
    }
    return lines;
  }

  /** Old versions do not know the method. */
  private static DMatrix matrix(float[] values, boolean categorical) throws Exception {
    DMatrix matrix = new DMatrix(values, values.length / COLUMNS, COLUMNS, Float.NaN);
    if (categorical) {
      String[] types = {"q", "c", "q", "q", "q", "q"};
      DMatrix.class.getMethod("setFeatureTypes", String[].class).invoke(matrix, (Object) types);
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
                  : objective.startsWith("multi:") || objective.startsWith("rank:")
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
