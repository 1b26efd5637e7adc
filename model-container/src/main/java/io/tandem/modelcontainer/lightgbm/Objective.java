package io.tandem.modelcontainer.lightgbm;

import io.tandem.modelcontainer.engine.ModelOutput;
import io.tandem.modelcontainer.engine.ModelOutput.Kind;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * What an objective makes of raw scores: LightGBM's {@code ConvertOutput}. The exponential is that
 * of {@link StrictMath}, which differs from the C library's by one unit in the last place at most;
 * so may the predictions.
 *
 * @param output what the predictions mean
 * @param link of one raw score; of {@code multiclass} not used
 * @param isSoftmax whether the raw scores of a row become shares of 1
 */
record Objective(ModelOutput output, DoubleUnaryOperator link, boolean isSoftmax) {
  private static final String SIGMOID = "sigmoid:";

  /**
   * @param stated {@code binary sigmoid:1}
   * @param outputs raw scores per row
   * @throws ModelException when it is not known, or does not belong to so many scores
   */
  static Objective of(String stated, int outputs) {
    List<String> words = List.of(stated.split(" ", -1));
    String name = words.getFirst();
    double sigmoid = 1;
    boolean isRoot = false;
    for (String word : words.subList(1, words.size())) {
      if (word.startsWith(SIGMOID)) {
        sigmoid = sigmoid(word.substring(SIGMOID.length()));
      } else if (word.equals("sqrt")) {
        isRoot = true;
      } else if (!word.equals("num_class:" + outputs)) {
        throw new ModelException("the objective " + name + " has an option that is not known here");
      }
    }
    DoubleUnaryOperator link = link(name, sigmoid, isRoot);
    Kind kind =
        switch (name) {
          case "binary", "cross_entropy" -> Kind.PROBABILITY;
          case "multiclass", "multiclassova" -> Kind.PROBABILITIES;
          default -> Kind.SCORE;
        };
    if (outputs > 1 && kind != Kind.PROBABILITIES && !name.equals("custom")) {
      throw new ModelException("the objective " + name + " has one raw score, not " + outputs);
    }
    int classes =
        switch (kind) {
          case PROBABILITY -> 2;
          case PROBABILITIES -> outputs;
          default -> 0;
        };
    List<String> labels = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return new Objective(
        new ModelOutput(name, kind, labels, outputs), link, name.equals("multiclass"));
  }

  private static double sigmoid(String text) {
    try {
      double sigmoid = Double.parseDouble(text);
      if (sigmoid > 0 && sigmoid < Double.POSITIVE_INFINITY) {
        return sigmoid;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new ModelException("the sigmoid of its objective is not a number above 0");
  }

  private static DoubleUnaryOperator link(String name, double sigmoid, boolean isRoot) {
    return switch (name) {
      case "binary", "multiclassova" -> score -> 1 / (1 + StrictMath.exp(-sigmoid * score));
      case "cross_entropy" -> score -> 1 / (1 + StrictMath.exp(-score));
      case "cross_entropy_lambda" -> score -> StrictMath.log1p(StrictMath.exp(score));
      case "poisson", "gamma", "tweedie" -> StrictMath::exp;
      case "regression", "regression_l1", "huber", "fair", "quantile", "mape" ->
          isRoot ? score -> Math.signum(score) * score * score : score -> score;
      case "multiclass", "lambdarank", "rank_xendcg", "custom" -> score -> score;
      default ->
          throw new ModelException(
              "its objective is not one of those known; expected one of LightGBM 3 or 4");
    };
  }

  /**
   * Overwrites raw scores with predictions.
   *
   * @param scores of one row after the other
   */
  void apply(double[] scores) {
    if (isSoftmax) {
      for (int at = 0; at < scores.length; at += output.width()) {
        softmax(scores, at, at + output.width());
      }
    } else {
      for (int i = 0; i < scores.length; i++) {
        scores[i] = link.applyAsDouble(scores[i]);
      }
    }
  }

  private static void softmax(double[] scores, int begin, int end) {
    double largest = scores[begin];
    for (int i = begin + 1; i < end; i++) {
      largest = Math.max(largest, scores[i]);
    }
    double sum = 0;
    for (int i = begin; i < end; i++) {
      scores[i] = StrictMath.exp(scores[i] - largest);
      sum += scores[i];
    }
    for (int i = begin; i < end; i++) {
      scores[i] /= sum;
    }
  }
}
