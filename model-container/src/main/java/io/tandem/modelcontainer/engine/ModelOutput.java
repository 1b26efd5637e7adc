package io.tandem.modelcontainer.engine;

import java.util.List;

/**
 * What a model's predictions mean.
 *
 * @param name as its framework names it, for messages: {@code binary:logistic}
 * @param kind decides which selectable keys it can answer
 * @param labels the classes in the order of their probabilities, each as JSON text ({@code 0},
 *     {@code "late"}); empty when unknown or when there are none
 * @param width numbers per prediction
 */
public record ModelOutput(String name, Kind kind, List<String> labels, int width) {
  public ModelOutput {
    labels = List.copyOf(labels);
  }

  /** The meaning of the numbers of one prediction. */
  public enum Kind {
    /** A regression, a rank, a count: any numbers without classes. */
    SCORE,
    /**
     * The probability of the second of two classes: the last of the numbers. A model that states
     * that of the first too has two.
     */
    PROBABILITY,
    /** One number, above 0 for the second of two classes. */
    MARGIN,
    /** One number, 0 or 1. */
    BINARY_LABEL,
    /** One number, the index of a class. */
    CLASS,
    /** One probability per class. */
    PROBABILITIES
  }
}
