package io.tandem.modelcontainer.catboost;

import io.tandem.modelcontainer.engine.ModelOutput;
import io.tandem.modelcontainer.engine.ModelOutput.Kind;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * What a loss function makes of raw values: what {@code predict_proba} of CatBoost's classifiers
 * and {@code predict} of its other models give. The exponential is that of {@link StrictMath};
 * CatBoost's is an approximation of it.
 *
 * @param output what the predictions mean
 * @param link of one raw value; of {@code MultiClass} not used
 * @param isSoftmax whether the raw values of a row become shares of 1
 */
record Loss(ModelOutput output, DoubleUnaryOperator link, boolean isSoftmax) {
  /**
   * @param outputs raw values per row
   * @throws ModelException when what its predictions mean is not known, or it does not belong to so
   *     many values
   */
  static Loss of(ModelInfo info, int outputs) {
    String name = info.loss();
    return switch (name) {
      case "Logloss", "CrossEntropy", "Focal" -> {
        if (outputs != 1) {
          throw new ModelException(
              "the loss function %s has one raw value, not %d".formatted(name, outputs));
        }
        yield new Loss(
            new ModelOutput(name, Kind.PROBABILITY, labels(info, 2), 1), Loss::logistic, false);
      }
      case "MultiClass", "MultiClassOneVsAll" -> {
        if (outputs == 1) {
          throw new ModelException("the loss function " + name + " has more than one raw value");
        }
        yield new Loss(
            new ModelOutput(name, Kind.PROBABILITIES, labels(info, outputs), outputs),
            Loss::logistic,
            name.equals("MultiClass"));
      }
      default ->
          new Loss(
              new ModelOutput(name.isEmpty() ? "raw" : name, Kind.SCORE, List.of(), outputs),
              link(name),
              false);
    };
  }

  private static double logistic(double value) {
    return 1 / (1 + StrictMath.exp(-value));
  }

  private static DoubleUnaryOperator link(String name) {
    return switch (name) {
      case "MultiLogloss", "MultiCrossEntropy" -> Loss::logistic;
      case "Poisson", "Tweedie" -> StrictMath::exp;
      case "",
          "RMSE",
          "MAE",
          "MAPE",
          "Quantile",
          "MultiQuantile",
          "GroupQuantile",
          "LogLinQuantile",
          "Expectile",
          "Lq",
          "Huber",
          "LogCosh",
          "MultiRMSE",
          "MultiRMSEWithMissingValues",
          "SurvivalAft",
          "Cox",
          "QueryRMSE",
          "GroupRMSE",
          "QuerySoftMax",
          "QueryCrossEntropy",
          "PairLogit",
          "PairLogitPairwise",
          "YetiRank",
          "YetiRankPairwise",
          "StochasticFilter",
          "StochasticRank",
          "LambdaMart",
          "PythonUserDefinedPerObject",
          "PythonUserDefinedMultiTarget",
          "UserPerObjMetric",
          "UserQuerywiseMetric" ->
          value -> value;
      default ->
          throw new ModelException(
              "what predictions of its loss function mean is not known here; train it with one such"
                  + " as Logloss, MultiClass or RMSE");
    };
  }

  /** CatBoost numbers the classes that have no names. */
  private static List<String> labels(ModelInfo info, int classes) {
    if (info.labels().isEmpty()) {
      return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }
    if (info.labels().size() != classes) {
      throw new ModelException(
          "it names %d classes, not %d".formatted(info.labels().size(), classes));
    }
    return info.labels();
  }

  /**
   * Overwrites raw values with predictions.
   *
   * @param values of one row after the other
   */
  void apply(double[] values) {
    if (isSoftmax) {
      for (int at = 0; at < values.length; at += output.width()) {
        softmax(values, at, at + output.width());
      }
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = link.applyAsDouble(values[i]);
      }
    }
  }

  private static void softmax(double[] values, int begin, int end) {
    double largest = values[begin];
    for (int i = begin + 1; i < end; i++) {
      largest = Math.max(largest, values[i]);
    }
    double sum = 0;
    for (int i = begin; i < end; i++) {
      values[i] = StrictMath.exp(values[i] - largest);
      sum += values[i];
    }
    for (int i = begin; i < end; i++) {
      values[i] /= sum;
    }
  }
}
