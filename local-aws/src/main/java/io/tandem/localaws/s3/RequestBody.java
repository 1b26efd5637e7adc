package io.tandem.localaws.s3;

import io.tandem.localaws.s3.checksum.BodyDigests;
import io.tandem.localaws.s3.checksum.ChecksumAlgorithm;
import io.tandem.localaws.s3.checksum.ObjectChecksum;
import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import io.undertow.server.protocol.http.HttpContinue;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, decoded and held to the length, the hash and the checksums that came with
 * it. To be read once.
 */
final class RequestBody {
  /** Of one PutObject or UploadPart. */
  static final long MAX_BYTES = 5L << 30;

  private static final int BUFFER_BYTES = 64 << 10;
  private static final String CHECKSUM = "x-amz-checksum-";
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final List<String> NOT_SUMS =
      List.of("x-amz-checksum-mode", "x-amz-checksum-algorithm", "x-amz-checksum-type");

  /** What {@code x-amz-content-sha256} says of a body; a hash is none of these. */
  private enum Form {
    PLAIN,
    SIGNED_CHUNKS,
    SIGNED_CHUNKS_AND_TRAILERS,
    CHUNKS_AND_TRAILERS
  }

  private final S3Request request;
  private final Form form;
  private final @Nullable String sha256;
  private final byte @Nullable [] md5;
  private final long length;
  private final @Nullable ChecksumAlgorithm algorithm;
  private final @Nullable String checksum;

  private RequestBody(S3Request request, boolean withChecksum) throws S3Exception {
    this.request = request;
    String hash = request.header("x-amz-content-sha256").orElse("UNSIGNED-PAYLOAD");
    this.form = form(hash);
    this.sha256 = SHA256.matcher(hash).matches() ? hash : null;
    this.md5 = md5(request.header("Content-MD5"));
    this.length = form == Form.PLAIN ? plainLength() : decodedLength();
    String header = withChecksum ? checksumHeader() : null;
    Optional<String> trailer = trailerName();
    if (header != null && trailer.isPresent()) {
      throw new S3Exception(
          ErrorCode.INVALID_REQUEST, "Expecting a single x-amz-checksum- header or trailer");
    }
    this.algorithm =
        header == null ? trailer.map(RequestBody::algorithm).orElse(null) : algorithm(header);
    this.checksum = header == null ? null : request.header(header).orElse("");
    if ((header != null || trailer.isPresent()) && algorithm == null) {
      throw S3Exception.notImplemented("That kind of x-amz-checksum-");
    }
    if (algorithm != null && checksum != null && !algorithm.isText(checksum)) {
      throw new S3Exception(
          ErrorCode.INVALID_REQUEST, "Value for " + header + " header is invalid.");
    }
  }

  /**
   * Looks at the headers; reads nothing yet.
   *
   * @throws S3Exception when they contradict each other
   */
  static RequestBody of(S3Request request) throws S3Exception {
    return new RequestBody(request, true);
  }

  /** As {@link #of}, where {@code x-amz-checksum-} is that of an object, not of the body. */
  static RequestBody withoutChecksum(S3Request request) throws S3Exception {
    return new RequestBody(request, false);
  }

  private static Form form(String hash) throws S3Exception {
    return switch (hash) {
      case "UNSIGNED-PAYLOAD" -> Form.PLAIN;
      case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> Form.SIGNED_CHUNKS;
      case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> Form.SIGNED_CHUNKS_AND_TRAILERS;
      case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> Form.CHUNKS_AND_TRAILERS;
      default -> {
        if (hash.startsWith("STREAMING-")) {
          throw S3Exception.notImplemented("That kind of x-amz-content-sha256: STREAMING-");
        }
        if (!SHA256.matcher(hash).matches()) {
          throw S3Exception.invalidArgument(
              "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER,"
                  + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD,"
                  + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.");
        }
        yield Form.PLAIN;
      }
    };
  }

  private static byte @Nullable [] md5(Optional<String> header) throws S3Exception {
    if (header.isEmpty()) {
      return null;
    }
    try {
      byte[] md5 = Base64.getDecoder().decode(header.get());
      if (md5.length == 16) {
        return md5;
      }
    } catch (IllegalArgumentException e) {
      // Answered below.
    }
    throw new S3Exception(ErrorCode.INVALID_DIGEST, "The Content-MD5 you specified is not valid.");
  }

  /** -1 for a body of unknown length. */
  private long plainLength() {
    long announced = request.exchange().getRequestContentLength();
    return announced < 0 && request.header("Transfer-Encoding").isEmpty() ? 0 : announced;
  }

  private long decodedLength() throws S3Exception {
    String text = request.header("x-amz-decoded-content-length").orElse("");
    if (!text.matches("[0-9]{1,18}")) {
      throw new S3Exception(
          ErrorCode.MISSING_CONTENT_LENGTH,
          "You must provide the x-amz-decoded-content-length HTTP header.");
    }
    return Long.parseLong(text);
  }

  private @Nullable String checksumHeader() throws S3Exception {
    List<String> names =
        request.exchange().getRequestHeaders().getHeaderNames().stream()
            .map(name -> name.toString().toLowerCase(Locale.ROOT))
            .filter(name -> name.startsWith(CHECKSUM) && !NOT_SUMS.contains(name))
            .toList();
    if (names.size() > 1) {
      throw new S3Exception(ErrorCode.INVALID_REQUEST, "Expecting a single x-amz-checksum- header");
    }
    return names.isEmpty() ? null : names.getFirst();
  }

  private Optional<String> trailerName() throws S3Exception {
    boolean announced = request.header("x-amz-trailer").isPresent();
    boolean possible = form == Form.SIGNED_CHUNKS_AND_TRAILERS || form == Form.CHUNKS_AND_TRAILERS;
    if (announced && !possible) {
      throw new S3Exception(
          ErrorCode.MALFORMED_TRAILER, "x-amz-trailer needs x-amz-content-sha256 with -TRAILER");
    }
    return request.header("x-amz-trailer").map(name -> name.toLowerCase(Locale.ROOT));
  }

  private static @Nullable ChecksumAlgorithm algorithm(String header) {
    return Stream.of(ChecksumAlgorithm.values())
        .filter(known -> known.header().equals(header))
        .findFirst()
        .orElse(null);
  }

  /**
   * For bodies that are objects, whose length must be known.
   *
   * @param otherwise the checksum to take when none was sent; null for none
   * @throws S3Exception when the body is not what its headers say, or is too long
   */
  BodyDigests.Sums copyTo(WritableByteChannel out, @Nullable ChecksumAlgorithm otherwise)
      throws IOException {
    if (length < 0) {
      throw new S3Exception(
          ErrorCode.MISSING_CONTENT_LENGTH, "You must provide the Content-Length HTTP header.");
    }
    if (length > MAX_BYTES) {
      throw new S3Exception(
          ErrorCode.ENTITY_TOO_LARGE,
          "Your proposed upload exceeds the maximum allowed size: expected at most "
              + MAX_BYTES
              + " bytes");
    }
    return copy(out, otherwise, MAX_BYTES);
  }

  /**
   * For bodies that are XML.
   *
   * @param most bytes
   * @throws S3Exception as {@link #copyTo}
   */
  byte[] bytes(int most) throws IOException {
    var bytes = new ByteArrayOutputStream();
    copy(Channels.newChannel(bytes), null, most);
    return bytes.toByteArray();
  }

  private BodyDigests.Sums copy(
      WritableByteChannel out, @Nullable ChecksumAlgorithm otherwise, long most)
      throws IOException {
    // Asked for only now: a request that was refused by its headers need not send its body.
    if (HttpContinue.requiresContinueResponse(request.exchange())) {
      HttpContinue.sendContinueResponseBlocking(request.exchange());
    }
    var digests = BodyDigests.of(algorithm == null ? otherwise : algorithm, sha256 != null);
    InputStream in = request.exchange().getInputStream();
    if (form == Form.PLAIN) {
      return verified(digests.copy(in, out, most), Map.of());
    }
    var chunks =
        new AwsChunkedInputStream(
            new BufferedInputStream(in, BUFFER_BYTES),
            form != Form.CHUNKS_AND_TRAILERS,
            form != Form.SIGNED_CHUNKS);
    return verified(digests.copy(chunks, out, most), chunks.trailers());
  }

  private BodyDigests.Sums verified(BodyDigests.Sums sums, Map<String, String> trailers)
      throws S3Exception {
    if (length >= 0 && sums.size() != length) {
      throw new S3Exception(
          ErrorCode.INCOMPLETE_BODY,
          "You did not provide the number of bytes specified by the Content-Length HTTP header");
    }
    if (sha256 != null && !sha256.equals(sums.sha256())) {
      throw new S3Exception(
          ErrorCode.SHA256_MISMATCH,
          "The provided 'x-amz-content-sha256' header does not match what was computed.");
    }
    if (md5 != null && !HexFormat.of().formatHex(md5).equals(sums.md5())) {
      throw new S3Exception(
          ErrorCode.BAD_DIGEST, "The Content-MD5 you specified did not match what we received.");
    }
    String announced = checksum == null ? trailer(trailers) : checksum;
    if (algorithm != null
        && !sums.checksum().map(ObjectChecksum::text).equals(Optional.of(announced))) {
      throw new S3Exception(
          ErrorCode.BAD_DIGEST,
          "The %s you specified did not match the calculated checksum."
              .formatted(algorithm.name()));
    }
    return sums;
  }

  private String trailer(Map<String, String> trailers) throws S3Exception {
    String name = algorithm == null ? null : algorithm.header();
    String value = name == null ? null : trailers.get(name);
    if (trailers.size() != (name == null ? 0 : 1) || (name != null && value == null)) {
      throw new S3Exception(
          ErrorCode.MALFORMED_TRAILER, "The trailers are not those that x-amz-trailer announces");
    }
    return value == null ? "" : value;
  }
}
