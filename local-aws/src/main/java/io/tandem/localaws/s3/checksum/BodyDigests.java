package io.tandem.localaws.s3.checksum;

import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Copies bytes and takes their sums on the way. Not for several threads. */
public final class BodyDigests {
  private static final int BUFFER_BYTES = 128 << 10;

  private final ChecksumAlgorithm.Running md5 = ChecksumAlgorithm.digest("MD5");
  private final @Nullable ChecksumAlgorithm algorithm;
  private final ChecksumAlgorithm.@Nullable Running checksum;
  private final ChecksumAlgorithm.@Nullable Running sha256;
  private long size;

  private BodyDigests(@Nullable ChecksumAlgorithm algorithm, boolean withSha256) {
    this.algorithm = algorithm;
    this.checksum = algorithm == null ? null : algorithm.start();
    this.sha256 = withSha256 ? ChecksumAlgorithm.SHA256.start() : null;
  }

  /**
   * @param algorithm null for MD5 alone
   * @param withSha256 whether {@link Sums#sha256} is taken
   */
  public static BodyDigests of(@Nullable ChecksumAlgorithm algorithm, boolean withSha256) {
    return new BodyDigests(algorithm, withSha256);
  }

  /**
   * To the end of the stream.
   *
   * @param most bytes
   * @throws S3Exception when there are more, or when the stream fails
   */
  public Sums copy(InputStream in, WritableByteChannel out, long most) throws IOException {
    byte[] bytes = new byte[BUFFER_BYTES];
    for (int count = read(in, bytes); count >= 0; count = read(in, bytes)) {
      size += count;
      if (size > most) {
        throw new S3Exception(
            ErrorCode.ENTITY_TOO_LARGE,
            "Your proposed upload exceeds the maximum allowed size: expected at most "
                + most
                + " bytes");
      }
      md5.update(bytes, 0, count);
      if (checksum != null) {
        checksum.update(bytes, 0, count);
      }
      if (sha256 != null) {
        sha256.update(bytes, 0, count);
      }
      var buffer = ByteBuffer.wrap(bytes, 0, count);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
    }
    return sums();
  }

  /** What fails here is the client's connection, not a disk of ours. */
  private static int read(InputStream in, byte[] bytes) throws S3Exception {
    try {
      return in.read(bytes);
    } catch (S3Exception e) {
      throw e;
    } catch (IOException e) {
      throw new S3Exception(ErrorCode.INCOMPLETE_BODY, "The body could not be read to its end", e);
    }
  }

  private Sums sums() {
    ObjectChecksum full =
        algorithm == null || checksum == null
            ? null
            : ObjectChecksum.full(algorithm, Base64.getEncoder().encodeToString(checksum.value()));
    return new Sums(
        size,
        HexFormat.of().formatHex(md5.value()),
        Optional.ofNullable(full),
        sha256 == null ? "" : HexFormat.of().formatHex(sha256.value()));
  }

  /**
   * The sums of a body.
   *
   * @param size bytes
   * @param md5 hexadecimal, which is the ETag
   * @param sha256 hexadecimal; empty when it was not asked for
   */
  public record Sums(long size, String md5, Optional<ObjectChecksum> checksum, String sha256) {}
}
