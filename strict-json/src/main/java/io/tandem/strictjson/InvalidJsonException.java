package io.tandem.strictjson;

/**
 * A document is no JSON, or larger than its limits. The message is the end of a sentence that
 * begins with the document's name. It quotes none of the input; it has no cause, as the parser's
 * own exception does.
 */
public final class InvalidJsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidJsonException(String fault) {
    super(fault);
  }

  /** The message, which is never null. */
  public String fault() {
    return String.valueOf(getMessage());
  }
}
