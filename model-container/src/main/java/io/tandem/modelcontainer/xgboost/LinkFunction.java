package io.tandem.modelcontainer.xgboost;

import io.tandem.modelcontainer.floatmath.Expf;
import io.tandem.modelcontainer.floatmath.Logf;
import java.util.Optional;

/** What an objective makes of margins, computed as XGBoost computes it, bit for bit. */
enum LinkFunction {
  IDENTITY,
  LOGISTIC,
  EXPONENTIAL,
  /** 1 above 0, else 0. */
  SIGN,
  /** The probabilities of all classes. */
  SOFTMAX,
  /** The number of the class with the largest margin, the first of equal ones. */
  ARGMAX;

  /** A margin below its negative would make the exponential overflow. */
  private static final float LOGISTIC_BOUND = 88.7f;

  /**
   * The least distance of a base score from 0 and 1. XGBoost moves one that is closer away to this
   * distance.
   */
  private static final float LEAST_SHARE = 1e-6f;

  /** Empty for an objective that is not known here. */
  static Optional<LinkFunction> of(String objective) {
    return Optional.ofNullable(
        switch (objective) {
          case "binary:logistic", "reg:logistic" -> LOGISTIC;
          case "binary:hinge" -> SIGN;
          case "multi:softprob" -> SOFTMAX;
          case "multi:softmax" -> ARGMAX;
          case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft" ->
              EXPONENTIAL;
          case "binary:logitraw",
              "reg:squarederror",
              "reg:squaredlogerror",
              "reg:absoluteerror",
              "reg:pseudohubererror",
              "reg:quantileerror",
              "rank:pairwise",
              "rank:ndcg",
              "rank:map" ->
              IDENTITY;
          default -> null;
        });
  }

  /** The margin that a base score stands for, before any tree. */
  float baseMargin(float score) {
    return switch (this) {
      case LOGISTIC -> -Logf.of(1 / Math.clamp(score, LEAST_SHARE, 1 - LEAST_SHARE) - 1);
      case EXPONENTIAL -> Logf.of(score);
      case IDENTITY, SIGN, SOFTMAX, ARGMAX -> score;
    };
  }

  /** Numbers that {@link #apply} gives for a row of so many margins. */
  int valuesPerRow(int margins) {
    return this == ARGMAX ? 1 : margins;
  }

  /**
   * @param margins of one row after the other; the result may be this array
   * @param width margins per row
   */
  float[] apply(float[] margins, int width) {
    return switch (this) {
      case IDENTITY -> margins;
      case LOGISTIC -> each(margins, LinkFunction::logistic);
      case EXPONENTIAL -> each(margins, Expf::of);
      case SIGN -> each(margins, margin -> margin > 0 ? 1 : 0);
      case SOFTMAX -> softmax(margins, width);
      case ARGMAX -> argmax(margins, width);
    };
  }

  @FunctionalInterface
  private interface OfOne {
    float of(float margin);
  }

  private static float[] each(float[] margins, OfOne link) {
    for (int i = 0; i < margins.length; i++) {
      margins[i] = link.of(margins[i]);
    }
    return margins;
  }

  private static float logistic(float margin) {
    return 1 / (Expf.of(Math.min(-margin, LOGISTIC_BOUND)) + 1);
  }

  private static float[] softmax(float[] margins, int width) {
    for (int at = 0; at < margins.length; at += width) {
      float largest = margins[at + largest(margins, at, width)];
      double sum = 0;
      for (int i = at; i < at + width; i++) {
        margins[i] = Expf.of(margins[i] - largest);
        sum += margins[i];
      }
      for (int i = at; i < at + width; i++) {
        margins[i] /= (float) sum;
      }
    }
    return margins;
  }

  private static float[] argmax(float[] margins, int width) {
    float[] classes = new float[margins.length / width];
    for (int row = 0; row < classes.length; row++) {
      classes[row] = largest(margins, row * width, width);
    }
    return classes;
  }

  private static int largest(float[] margins, int at, int width) {
    int largest = 0;
    for (int i = 1; i < width; i++) {
      if (margins[at + i] > margins[at + largest]) {
        largest = i;
      }
    }
    return largest;
  }
}
