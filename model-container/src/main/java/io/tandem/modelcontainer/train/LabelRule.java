package io.tandem.modelcontainer.train;

/**
 * The labels an objective can learn.
 *
 * @param max inclusive
 */
record LabelRule(double min, double max, boolean whole, String description) {
  static LabelRule of(Hyperparameters hyperparameters) {
    return switch (hyperparameters.objective()) {
      case "binary:logistic", "binary:logitraw", "binary:hinge" ->
          new LabelRule(0, 1, true, "0 or 1");
      case "multi:softmax", "multi:softprob" -> {
        int last = hyperparameters.classes() - 1;
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

  /** False for NaN. */
  boolean allows(float label) {
    return label >= min && label <= max && (!whole || label == Math.rint(label));
  }
}
