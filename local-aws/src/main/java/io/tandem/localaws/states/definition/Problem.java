package io.tandem.localaws.states.definition;

/**
 * Why a definition is refused.
 *
 * @param code such as {@code SCHEMA_VALIDATION_FAILED}
 * @param location such as {@code /States/Train/Retry/0}
 */
public record Problem(String code, String message, String location) {
  static final String SCHEMA = "SCHEMA_VALIDATION_FAILED";
  static final String TARGET = "MISSING_TRANSITION_TARGET";
  static final String JSON = "INVALID_JSON_DESCRIPTION";

  /** As the message of an InvalidDefinition has it. */
  public String text() {
    return "%s: %s at %s".formatted(code, message, location);
  }
}
