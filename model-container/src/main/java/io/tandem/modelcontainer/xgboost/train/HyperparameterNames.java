package io.tandem.modelcontainer.xgboost.train;

import io.tandem.strictjson.Suggestion;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The names of one hyperparameter in XGBoost, its bindings, and its neighbours. */
final class HyperparameterNames {
  /** Names that XGBoost takes as well as its own: by these, its own. */
  private static final Map<String, String> ALIASES =
      Map.of(
          "learning_rate", "eta",
          "min_split_loss", "gamma",
          "reg_lambda", "lambda",
          "reg_alpha", "alpha",
          "reg_lambda_bias", "lambda_bias",
          "random_state", "seed",
          "n_jobs", "nthread");

  /** By the name here, names in Python, R and Spark, and in LightGBM, CatBoost and scikit-learn. */
  private static final Map<String, String> ELSEWHERE =
      elsewhere(
          """
          num_round: n_estimators num_boost_round num_boost_rounds nrounds nround num_rounds rounds \
            n_iter num_iterations num_iteration iterations num_trees n_trees ntrees max_iter
          early_stopping_rounds: early_stopping early_stopping_round num_early_stopping_rounds \
            n_iter_no_change od_wait patience
          objective: loss loss_function criterion application
          eval_metric: metric metrics eval_metrics custom_loss
          num_class: num_classes n_classes classes_count n_class
          booster: boosting boosting_type boost_type
          eta: lr shrinkage shrinkage_rate step_size
          gamma: min_gain_to_split min_split_gain
          lambda: lambda_l2 l2 l2_reg l2_leaf_reg l2_regularization reg_l2
          alpha: lambda_l1 l1 l1_reg l1_regularization reg_l1
          max_depth: depth maximum_depth tree_depth
          max_leaves: num_leaves num_leaf max_leaf max_leaf_nodes
          max_bin: max_bins n_bins border_count
          min_child_weight: min_sum_hessian_in_leaf min_sum_hessian min_hessian
          subsample: sub_sample bagging_fraction subsample_ratio row_sample sample_rate
          colsample_bytree: feature_fraction colsample col_sample sub_feature rsm
          colsample_bylevel: feature_fraction_bylevel
          colsample_bynode: feature_fraction_bynode
          scale_pos_weight: pos_weight positive_weight
          num_parallel_tree: num_parallel_trees
          seed: random_seed rng_seed seed_value
          nthread: num_threads num_thread nthreads thread_count n_threads
          verbosity: silent verbose verbose_eval logging_level log_level
          base_score: baseline
          monotone_constraints: monotonic_constraints monotonic_cst monotone_constraint monotonicity
          interaction_constraints: interaction_cst feature_interaction_constraints
          grow_policy: growth_policy
          rate_drop: drop_rate dropout
          tweedie_variance_power: variance_power
          """);

  private HyperparameterNames() {}

  /** XGBoost's own of a name that it knows, or the name itself. */
  static String own(String name) {
    return ALIASES.getOrDefault(name, name);
  }

  /** What to say of a name that is not known. */
  static String unknown(String name, Collection<String> known) {
    String plain =
        name.strip()
            .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
            .replaceAll("[-. ]+", "_")
            .replaceFirst("^_+", "")
            .toLowerCase(Locale.ROOT);
    String own = ELSEWHERE.getOrDefault(plain, own(plain));
    return known.contains(own)
        ? "unknown; its name here is " + own
        : "unknown" + Suggestion.hint(name, known);
  }

  private static Map<String, String> elsewhere(String table) {
    Map<String, String> names = new TreeMap<>();
    for (String line : table.strip().split("\n", -1)) {
      String[] parts = line.split(":? +", -1);
      for (int i = 1; i < parts.length; i++) {
        names.put(parts[i], parts[0]);
      }
    }
    return Map.copyOf(names);
  }
}
