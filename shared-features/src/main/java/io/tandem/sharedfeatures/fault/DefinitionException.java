package io.tandem.sharedfeatures.fault;

import java.util.List;

/** A feature definition, or a feature set made from one, that cannot be used. */
public final class DefinitionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // an immutable list of the JDK, which is serializable
  private final List<String> problems;

  /**
   * @param problems all that were found, each with its place: {@code $.features[3].value: unknown
   *     name amout at column 5; did you mean amount?}
   */
  public DefinitionException(String subject, List<String> problems) {
    super(subject + ": " + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
