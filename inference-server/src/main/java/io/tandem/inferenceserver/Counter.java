package io.tandem.inferenceserver;

import java.util.Map;

/**
 * What an inference has counted since it was loaded: a metric of CloudWatch, told apart by its
 * dimensions. Names and dimensions come from the artifact, never from a request.
 *
 * @param name in CloudWatch, such as {@code Missing}
 * @param dimensions by name, at most 29, such as {@code Source} to {@code amount}
 * @param total since loading; never falls
 */
public record Counter(String name, Map<String, String> dimensions, long total) {
  /** CloudWatch takes 30; the container is one of them. */
  private static final int MAX_DIMENSIONS = 29;

  public Counter {
    dimensions = Map.copyOf(dimensions);
    if (name.isBlank()
        || dimensions.size() > MAX_DIMENSIONS
        || dimensions.keySet().stream().anyMatch(String::isBlank)
        || dimensions.values().stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "a counter has a name and at most " + MAX_DIMENSIONS + " named dimensions, none blank");
    }
  }
}
