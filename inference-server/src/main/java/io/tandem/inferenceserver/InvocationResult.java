package io.tandem.inferenceserver;

import java.util.Locale;

/** The outcome of an invocation: an answer, or a refusal that the caller can act on. */
public sealed interface InvocationResult {
  /** 200 with this body, sent under exactly this media type. */
  @SuppressWarnings("ArrayRecordComponent") // as in Invocation
  record Answered(MediaType contentType, byte[] body) implements InvocationResult {}

  /**
   * A 4xx with a small JSON body.
   *
   * @param detail the place and what was expected there ("$.order.amount: expected a number, found
   *     a string"); never the caller's data
   */
  record Rejected(Reason reason, String detail) implements InvocationResult {}

  /** Why an invocation is refused; the name, in lower case, is the {@code error} of the body. */
  enum Reason {
    INVALID_INPUT(400),
    SCHEMA_MISMATCH(400),
    SEMANTICS_MISMATCH(400),
    NOT_ACCEPTABLE(406),
    TOO_LARGE(413),
    UNSUPPORTED_CONTENT_TYPE(415);

    private final int status;

    Reason(int status) {
      this.status = status;
    }

    public int status() {
      return status;
    }

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
