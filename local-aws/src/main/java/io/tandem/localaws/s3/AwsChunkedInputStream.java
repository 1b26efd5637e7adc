package io.tandem.localaws.s3;

import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Takes {@code aws-chunked} off a body: {@code hexsize;chunk-signature=…} before each chunk, a last
 * one of no bytes, and trailers. Signatures are read over, not verified. Fails with an {@link
 * S3Exception} on any other form. Closes nothing; not for several threads.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html">The
 *     format</a>
 */
final class AwsChunkedInputStream extends InputStream {
  /** A size of 16 digits and a signature have 97 bytes. */
  private static final int MAX_HEADER_BYTES = 256;

  private static final int MAX_TRAILER_BYTES = 1024;
  private static final int MAX_TRAILERS = 16;
  private static final Pattern HEADER = Pattern.compile("[0-9a-fA-F]{1,16}");
  private static final Pattern SIGNATURE = Pattern.compile("chunk-signature=[0-9a-fA-F]{64}");
  private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

  private final InputStream in;
  private final boolean signed;
  private final boolean withTrailers;
  private final Map<String, String> trailers = new HashMap<>();
  private long left;
  private boolean inChunk;
  private boolean ended;

  /**
   * @param in buffered, as single bytes are read from it
   * @param signed whether each chunk has a signature
   */
  AwsChunkedInputStream(InputStream in, boolean signed, boolean withTrailers) {
    this.in = in;
    this.signed = signed;
    this.withTrailers = withTrailers;
  }

  /** By names in lower case; complete when the stream has ended. */
  Map<String, String> trailers() {
    return Map.copyOf(trailers);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int count = in.read(bytes, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw tooShort();
    }
    left -= count;
    return count;
  }

  private void nextChunk() throws IOException {
    if (inChunk && !line(0, true).isEmpty()) {
      throw malformed("expected CRLF behind a chunk");
    }
    left = size(line(MAX_HEADER_BYTES, true));
    inChunk = true;
    if (left == 0) {
      end();
    }
  }

  private long size(String header) throws S3Exception {
    String[] parts = header.split(";", 2);
    boolean form =
        signed ? parts.length == 2 && SIGNATURE.matcher(parts[1]).matches() : parts.length == 1;
    if (!form || !HEADER.matcher(parts[0]).matches()) {
      throw malformed(
          signed
              ? "expected a size in hexadecimal and ;chunk-signature="
              : "expected a size in hexadecimal alone");
    }
    long size = Long.parseUnsignedLong(parts[0], 16);
    if (size < 0 || size > RequestBody.MAX_BYTES) {
      throw new S3Exception(
          ErrorCode.ENTITY_TOO_LARGE, "Your proposed upload exceeds the maximum allowed size");
    }
    return size;
  }

  private void end() throws IOException {
    // Some clients end the line of a trailer with LF alone, as the documentation does.
    for (String line = line(MAX_TRAILER_BYTES, false);
        !line.isEmpty();
        line = line(MAX_TRAILER_BYTES, false)) {
      int colon = line.indexOf(':');
      if (!withTrailers || colon < 1 || trailers.size() == MAX_TRAILERS) {
        throw new S3Exception(ErrorCode.MALFORMED_TRAILER, "The request contained trailing data");
      }
      String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      if (!name.equals(TRAILER_SIGNATURE)
          && trailers.put(name, line.substring(colon + 1).strip()) != null) {
        throw new S3Exception(ErrorCode.MALFORMED_TRAILER, "A trailer is there twice");
      }
    }
    if (in.read() >= 0) {
      throw malformed("expected nothing behind the last chunk");
    }
    ended = true;
  }

  /** Without its end, which is CRLF; where it need not be strict, LF. */
  private String line(int longest, boolean strict) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw tooShort();
      }
      // One more for the CR.
      if (line.size() > longest) {
        throw malformed("expected a line of at most " + longest + " bytes");
      }
      line.write(next);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    if (text.endsWith("\r")) {
      return text.substring(0, text.length() - 1);
    }
    if (strict) {
      throw malformed("expected CRLF");
    }
    return text;
  }

  private static S3Exception malformed(String expected) {
    return new S3Exception(
        ErrorCode.INVALID_REQUEST, "The body is not of the form aws-chunked: " + expected);
  }

  private static S3Exception tooShort() {
    return new S3Exception(
        ErrorCode.INCOMPLETE_BODY, "The body ends before its last chunk and trailers");
  }
}
