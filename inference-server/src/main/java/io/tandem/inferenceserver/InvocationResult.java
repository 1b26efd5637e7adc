package io.tandem.inferenceserver;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/** The outcome of an invocation: an answer, or a refusal that the caller can act on. */
public sealed interface InvocationResult {
  /**
   * 200 with this body, sent under exactly this media type.
   *
   * @param body in pieces, one after the other; not copied, read to their ends
   * @param sent called once the body is no longer read, on any thread
   */
  record Answered(MediaType contentType, List<ByteBuffer> body, Runnable sent)
      implements InvocationResult {
    public Answered {
      body = List.copyOf(body);
    }

    /** Of one piece, of which nobody needs to know when it is sent. */
    public static Answered of(MediaType contentType, ByteBuffer body) {
      return new Answered(contentType, List.of(body), () -> {});
    }

    /** A copy of the body. */
    public byte[] toByteArray() {
      ByteBuffer all = ByteBuffer.allocate(body.stream().mapToInt(ByteBuffer::remaining).sum());
      body.forEach(piece -> all.put(piece.duplicate()));
      return all.array();
    }
  }

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
