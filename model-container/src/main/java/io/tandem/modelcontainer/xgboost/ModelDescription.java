package io.tandem.modelcontainer.xgboost;

import io.tandem.modelcontainer.engine.ColumnNames;
import io.tandem.modelcontainer.engine.RowMatrix;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model document says about itself, once that is checked.
 *
 * @param outputs margins per row
 * @param iterations the boosting rounds to predict with, from the first; 0 for all. Those up to the
 *     best one when the model stopped early, as AWS's image and XGBoost's scikit-learn classes
 *     predict
 */
record ModelDescription(
    String objective,
    String booster,
    int width,
    int classes,
    int outputs,
    int iterations,
    List<String> columns) {
  private static final int MAX_OUTPUTS = 100_000;

  static ModelDescription of(ModelNode document) {
    ModelNode learner = document.object("learner");
    ModelNode param = learner.object("learner_model_param");
    ModelNode booster = learner.object("gradient_booster");
    String name = booster.text("name");
    int width = param.integer("num_feature");
    if (width < 1) {
      throw new ModelException("num_feature is " + width + ": the model was never trained");
    }
    if (width > RowMatrix.MAX_WIDTH) {
      throw new ModelException(
          "num_feature is " + width + "; at most " + RowMatrix.MAX_WIDTH + " are served");
    }
    int classes = param.integer("num_class");
    int groups = Math.max(Math.max(classes, 1), targets(param));
    if (groups > MAX_OUTPUTS) {
      throw new ModelException(groups + " outputs per row; at most " + MAX_OUTPUTS + " are served");
    }
    switch (name) {
      case "gbtree" -> TreeCheck.check(booster.object("model"), width, groups);
      case "dart" -> checkDart(booster, width, groups);
      case "gblinear" -> booster.object("model").floats("weights", (width + 1L) * groups);
      default -> throw new ModelException("the booster is neither gbtree nor dart nor gblinear");
    }
    return new ModelDescription(
        learner.object("objective").text("name"),
        name,
        width,
        classes,
        groups,
        iterations(learner, name),
        columns(learner, width));
  }

  private static int targets(ModelNode param) {
    return param.has("num_target") ? param.integer("num_target") : 1;
  }

  private static int iterations(ModelNode learner, String booster) {
    if (booster.equals("gblinear") || !learner.has("attributes")) {
      return 0;
    }
    ModelNode attributes = learner.object("attributes");
    if (!attributes.has("best_iteration")) {
      return 0;
    }
    return Math.clamp(attributes.integer("best_iteration") + 1L, 0, Integer.MAX_VALUE);
  }

  private static List<String> columns(ModelNode learner, int width) {
    if (!learner.has("feature_names")) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (Object name : learner.list("feature_names")) {
      names.add(String.valueOf(name));
    }
    if (!names.isEmpty() && names.size() != width) {
      throw new ModelException(names.size() + " feature_names, but num_feature is " + width);
    }
    return ColumnNames.unlessCounted(names);
  }

  private static void checkDart(ModelNode booster, int width, int groups) {
    ModelNode model = booster.object("gbtree").object("model");
    TreeCheck.check(model, width, groups);
    booster.floats("weight_drop", model.list("trees").size());
  }
}
