package io.tandem.sharedfeatures.custom;

/**
 * An {@link Operator} of one's own threw where it must not: while it computed columns, or learned.
 * That is a bug of the operator. The message names feature, operator and the class of what was
 * thrown, and holds nothing of the order; the cause, which is the operator's, may.
 */
public final class OperatorException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public OperatorException(String feature, Operator operator, RuntimeException thrown) {
    super(
        "feature %s: the operator %s@%d threw %s; it must bear any values"
            .formatted(feature, operator.id(), operator.version(), thrown.getClass().getName()),
        thrown);
  }

  /** Never missing, as it may be elsewhere. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
