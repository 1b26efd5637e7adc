package io.tandem.featurecontainer.serve;

import java.util.Optional;

/** The custom attribute by which a caller asks for a feature set. */
final class SetAttribute {
  static final String NAME = "tandem-set";

  private static final String START = NAME + "=";

  private SetAttribute() {}

  /**
   * The name that is asked for; empty when none is. One that is there twice asks for the blank
   * name, which no feature set has.
   *
   * @param attributes separated by commas, as TensorFlow Serving's container has them
   */
  static Optional<String> of(String attributes) {
    if (attributes.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> found = Optional.empty();
    for (String attribute : attributes.split(",", -1)) {
      String text = attribute.strip();
      if (text.startsWith(START)) {
        found = Optional.of(found.isPresent() ? "" : text.substring(START.length()));
      }
    }
    return found;
  }
}
