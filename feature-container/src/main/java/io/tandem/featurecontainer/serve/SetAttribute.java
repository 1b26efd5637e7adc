package io.tandem.featurecontainer.serve;

import io.tandem.inferenceserver.CustomAttributes;
import java.util.List;
import java.util.Optional;

/** The custom attribute by which a caller asks for a feature set. */
final class SetAttribute {
  static final String NAME = "tandem-set";

  private SetAttribute() {}

  /**
   * The name that is asked for; empty when none is. One that is there twice asks for the blank
   * name, which no feature set has.
   *
   * @param attributes as {@link CustomAttributes} reads them
   */
  static Optional<String> of(String attributes) {
    if (attributes.isEmpty()) {
      return Optional.empty();
    }
    List<String> asked =
        CustomAttributes.read(attributes).stream()
            .filter(attribute -> attribute.name().equals(NAME))
            .map(attribute -> attribute.values().get(0))
            .toList();
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(asked.size() == 1 ? asked.get(0) : "");
  }
}
