package io.tandem.sharedfeatures.custom;

/**
 * A {@link CustomEncoding} threw where it must not: while it computed columns, or learned. That is
 * a bug of the encoding. The message names feature, encoding and the class of what was thrown, and
 * holds nothing of the order; the cause, which is the encoding's, may.
 */
public final class CustomEncodingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CustomEncodingException(String feature, CustomEncoding custom, RuntimeException thrown) {
    super(
        "feature %s: the encoding %s@%d threw %s; it must bear any values"
            .formatted(feature, custom.id(), custom.version(), thrown.getClass().getName()),
        thrown);
  }

  /** Never missing, as it may be elsewhere. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
