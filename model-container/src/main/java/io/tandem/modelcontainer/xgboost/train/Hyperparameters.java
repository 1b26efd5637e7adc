package io.tandem.modelcontainer.xgboost.train;

import io.tandem.inferenceserver.ContainerException;
import io.tandem.modelcontainer.trainingdata.LabelRule;
import io.tandem.modelcontainer.xgboost.train.Hyperparameter.Choice;
import io.tandem.modelcontainer.xgboost.train.Hyperparameter.Metrics;
import io.tandem.modelcontainer.xgboost.train.Hyperparameter.Real;
import io.tandem.modelcontainer.xgboost.train.Hyperparameter.Text;
import io.tandem.modelcontainer.xgboost.train.Hyperparameter.Unsupported;
import io.tandem.modelcontainer.xgboost.train.Hyperparameter.Whole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings of a training job, under the names of AWS's XGBoost image. All that is wrong is
 * reported together.
 *
 * @param rounds at most
 * @param earlyStoppingRounds 0 for none
 * @param metrics in the order asked; empty for the default of the objective
 * @param booster what goes to XGBoost as it is
 * @param saveOnTermination whether SIGTERM leaves the model so far
 */
record Hyperparameters(
    int rounds,
    int earlyStoppingRounds,
    String objective,
    int classes,
    List<String> metrics,
    Map<String, String> booster,
    boolean saveOnTermination) {

  private static final double ANY = Double.MAX_VALUE;
  private static final List<String> OBJECTIVES =
      List.of(
          "reg:squarederror",
          "reg:linear",
          "reg:logistic",
          "reg:gamma",
          "reg:tweedie",
          "reg:absoluteerror",
          "reg:squaredlogerror",
          "reg:pseudohubererror",
          "binary:logistic",
          "binary:logitraw",
          "binary:hinge",
          "count:poisson",
          "survival:cox",
          "multi:softmax",
          "multi:softprob");
  private static final Metrics METRICS =
      new Metrics(
          List.of(
              "rmse",
              "rmsle",
              "mae",
              "mape",
              "mphe",
              "logloss",
              "error",
              "merror",
              "mlogloss",
              "auc",
              "aucpr",
              "poisson-nloglik",
              "gamma-nloglik",
              "gamma-deviance",
              "cox-nloglik"),
          List.of("error", "tweedie-nloglik"));

  /** Names that XGBoost, its Python classes and AWS's image know, by the reason. */
  private static final Map<String, List<String>> UNSUPPORTED =
      Map.of(
          "XGBoost has removed it",
          List.of(
              "predictor",
              "sketch_eps",
              "dsplit",
              "deterministic_histogram",
              "single_precision_histogram",
              "use_label_encoder",
              "max_conflict_rate"),
          "the trees are grown as tree_method says",
          List.of("updater", "process_type", "refresh_leaf"),
          "rows have no weights",
          List.of("csv_weights", "sample_weight", "weight", "base_margin"),
          "there is no cross-validation",
          List.of("_kfold", "_num_cv_round", "nfold", "folds", "stratified"),
          "trained on processors only",
          List.of("device", "gpu_id", "n_gpus", "use_dask_gpu_training"),
          "columns are numbers; the feature container encodes categories",
          List.of("enable_categorical", "max_cat_to_onehot", "max_cat_threshold", "feature_types"),
          "an empty field is a missing value",
          List.of("missing"),
          "each output has trees of its own",
          List.of("multi_strategy"),
          "the channel validation is what early stopping watches",
          List.of("eval_set", "evals", "watchlist"),
          "code is not taken from hyperparameters",
          List.of("callbacks", "obj", "feval", "custom_metric"));

  private static final Map<String, Hyperparameter> KNOWN = known();

  Hyperparameters {
    metrics = List.copyOf(metrics);
    booster = Map.copyOf(booster);
  }

  private static Map<String, Hyperparameter> known() {
    Map<String, Hyperparameter> known = new TreeMap<>();
    for (String name : List.of("num_round", "early_stopping_rounds", "num_parallel_tree")) {
      known.put(name, new Whole(1, 100_000));
    }
    known.put("nthread", new Whole(1, 1024));
    known.put("num_class", new Whole(2, 100_000));
    known.put("seed", new Whole(Integer.MIN_VALUE + 1, Integer.MAX_VALUE - 1));
    known.put("max_depth", new Whole(0, 100));
    known.put("max_leaves", new Whole(0, Integer.MAX_VALUE));
    known.put("max_bin", new Whole(2, 1 << 20));
    known.put("one_drop", new Whole(0, 1));
    known.put("verbosity", new Whole(0, 3));
    for (String name : List.of("eta", "rate_drop", "skip_drop")) {
      known.put(name, new Real(0, 1, false));
    }
    for (String name :
        List.of("subsample", "colsample_bytree", "colsample_bylevel", "colsample_bynode")) {
      known.put(name, new Real(0, 1, true));
    }
    for (String name :
        List.of("gamma", "min_child_weight", "max_delta_step", "lambda", "alpha", "lambda_bias")) {
      known.put(name, new Real(0, ANY, false));
    }
    known.put("scale_pos_weight", new Real(0, ANY, true));
    known.put("huber_slope", new Real(0, ANY, true));
    known.put("base_score", new Real(-ANY, ANY, false));
    known.put("tweedie_variance_power", new Real(1, 1.999999, true));
    known.put("objective", new Choice(OBJECTIVES));
    known.put("booster", new Choice(List.of("gbtree", "dart", "gblinear")));
    known.put("tree_method", new Choice(List.of("auto", "exact", "approx", "hist")));
    known.put("grow_policy", new Choice(List.of("depthwise", "lossguide")));
    known.put("sample_type", new Choice(List.of("uniform", "weighted")));
    known.put("normalize_type", new Choice(List.of("tree", "forest")));
    known.put("sampling_method", new Choice(List.of("uniform")));
    known.put("save_model_on_termination", new Choice(List.of("true", "false")));
    known.put("eval_metric", METRICS);
    known.put(
        "monotone_constraints",
        new Text("\\(\\s*-?[01](\\s*,\\s*-?[01])*\\s*,?\\s*\\)", "a tuple like (1,-1,0)"));
    known.put(
        "interaction_constraints",
        new Text("\\[[\\[\\]0-9,\\s]*\\]", "lists of columns like [[0,1],[2,3]]"));
    UNSUPPORTED.forEach(
        (reason, names) -> names.forEach(name -> known.put(name, new Unsupported(reason))));
    return Map.copyOf(known);
  }

  /**
   * @throws ContainerException with every problem there is
   */
  static Hyperparameters read(Map<String, String> given, boolean hasValidation) {
    List<String> problems = new ArrayList<>();
    Map<String, String> stated = new LinkedHashMap<>();
    new TreeMap<>(given)
        .forEach(
            (name, value) -> {
              String own = HyperparameterNames.own(name);
              Hyperparameter known = KNOWN.get(own);
              if (known == null) {
                problems.add(name + ": " + HyperparameterNames.unknown(name, KNOWN.keySet()));
              } else if (known.fault(value) != null) {
                problems.add(name + ": " + known.fault(value));
              }
              if (!name.equals(own) && given.containsKey(own)) {
                problems.add(name + ": another name of " + own + "; expected one of the two");
              }
              stated.put(own, value);
            });
    if (!stated.containsKey("num_round")) {
      problems.add("num_round: missing; expected the number of rounds");
    }
    String objective = stated.getOrDefault("objective", "reg:squarederror");
    boolean classes = objective.startsWith("multi:");
    if (classes != stated.containsKey("num_class")) {
      problems.add(
          classes
              ? "num_class: missing; expected the number of classes for " + objective
              : "num_class: only multi:softmax and multi:softprob have classes");
    }
    if (stated.containsKey("early_stopping_rounds") && !hasValidation) {
      problems.add("early_stopping_rounds: needs the channel validation, which is not there");
    }
    if (!problems.isEmpty()) {
      throw new ContainerException("hyperparameters: " + String.join("; ", problems));
    }
    return of(stated, objective);
  }

  /**
   * To be called when the number of columns is known.
   *
   * @throws ContainerException when there is a constraint for another number of columns, or for a
   *     column that is not there
   */
  void checkColumns(int width) {
    List<String> problems = ColumnConstraints.problems(booster, width);
    if (!problems.isEmpty()) {
      throw new ContainerException("hyperparameters: " + String.join("; ", problems));
    }
  }

  /** The labels that the objective can learn. */
  LabelRule labels() {
    return switch (objective) {
      case "binary:logistic", "binary:logitraw", "binary:hinge" ->
          new LabelRule(0, 1, true, "0 or 1");
      case "multi:softmax", "multi:softprob" -> {
        int last = classes - 1;
        yield new LabelRule(0, last, true, "a class from 0 to " + last);
      }
      case "reg:logistic" -> new LabelRule(0, 1, false, "a number from 0 to 1");
      case "reg:gamma" ->
          new LabelRule(Float.MIN_VALUE, Float.MAX_VALUE, false, "a positive number");
      case "count:poisson", "reg:tweedie" ->
          new LabelRule(0, Float.MAX_VALUE, false, "a number that is not negative");
      case "reg:squaredlogerror" ->
          new LabelRule(Math.nextUp(-1f), Float.MAX_VALUE, false, "a number above -1");
      default -> new LabelRule(-Float.MAX_VALUE, Float.MAX_VALUE, false, "a number");
    };
  }

  private static Hyperparameters of(Map<String, String> stated, String objective) {
    Map<String, String> booster = new LinkedHashMap<>(stated);
    String rounds = stated.getOrDefault("num_round", "");
    String stopping = stated.getOrDefault("early_stopping_rounds", "0");
    List<String> own =
        List.of("num_round", "early_stopping_rounds", "eval_metric", "save_model_on_termination");
    own.forEach(booster::remove);
    // The old name of the same loss, which XGBoost would warn about.
    String current = objective.equals("reg:linear") ? "reg:squarederror" : objective;
    booster.put("objective", current);
    booster.putIfAbsent("seed", "0");
    booster.putIfAbsent("verbosity", "0");
    String metrics = stated.getOrDefault("eval_metric", "");
    return new Hyperparameters(
        Integer.parseInt(rounds.trim()),
        Integer.parseInt(stopping.trim()),
        current,
        Integer.parseInt(stated.getOrDefault("num_class", "0").trim()),
        metrics.isEmpty()
            ? List.of()
            : Arrays.stream(metrics.split(",")).map(String::trim).toList(),
        booster,
        !"false".equals(stated.get("save_model_on_termination")));
  }
}
