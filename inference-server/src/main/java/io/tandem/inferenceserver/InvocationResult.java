package io.tandem.inferenceserver;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The outcome of an invocation: an answer, or a refusal that the caller can act on. */
public sealed interface InvocationResult {
  /**
   * 200 with this body.
   *
   * @param body in pieces, one after the other; not copied, read to their ends
   * @param lease of the body, closed once it is sent or the caller has gone
   * @param contentType what the header says; null for the media type that was negotiated
   */
  record Answered(List<ByteBuffer> body, Lease lease, @Nullable String contentType)
      implements InvocationResult {
    public Answered {
      body = List.copyOf(body);
    }

    /** Sent under the media type that was negotiated. */
    public Answered(List<ByteBuffer> body, Lease lease) {
      this(body, lease, null);
    }

    /** Of one piece, which is not used again. */
    public static Answered of(ByteBuffer body) {
      return new Answered(List.of(body), Lease.NONE);
    }

    /**
     * The same, sent under the media type that was negotiated with other parameters.
     *
     * @param header its text, which is not made for each answer
     */
    public Answered under(String header) {
      return new Answered(body, lease, header);
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
