package io.tandem.localaws.s3.checksum;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * The checksums that S3 knows beside MD5. Their text is Base64 of the big-endian bytes.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html">
 *     Checking object integrity</a>
 */
public enum ChecksumAlgorithm {
  CRC32(4),
  CRC32C(4),
  CRC64NVME(8),
  SHA1(20),
  SHA256(32);

  private final int length;

  /**
   * @param length bytes
   */
  ChecksumAlgorithm(int length) {
    this.length = length;
  }

  /** As it stands in {@code x-amz-checksum-algorithm}; empty when there is no such. */
  public static Optional<ChecksumAlgorithm> of(String name) {
    for (ChecksumAlgorithm algorithm : values()) {
      if (algorithm.name().equalsIgnoreCase(name)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /** The header or trailer that carries it. */
  public String header() {
    return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
  }

  /** The element that carries it in XML. */
  public String element() {
    return "Checksum" + name();
  }

  /** Whether a text is one of this kind at all. */
  public boolean isText(String text) {
    try {
      return Base64.getDecoder().decode(text).length == length;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  public Running start() {
    return switch (this) {
      case CRC32 -> sum(new CRC32(), length);
      case CRC32C -> sum(new CRC32C(), length);
      case CRC64NVME -> sum(new Crc64Nvme(), length);
      case SHA1 -> digest("SHA-1");
      case SHA256 -> digest("SHA-256");
    };
  }

  /** A sum under way. Not for several threads. */
  public interface Running {
    void update(byte[] bytes, int offset, int count);

    /** To be asked once. */
    byte[] value();
  }

  private static Running sum(Checksum checksum, int length) {
    return new Running() {
      @Override
      public void update(byte[] bytes, int offset, int count) {
        checksum.update(bytes, offset, count);
      }

      @Override
      public byte[] value() {
        return length == Integer.BYTES
            ? ByteBuffer.allocate(length).putInt((int) checksum.getValue()).array()
            : ByteBuffer.allocate(length).putLong(checksum.getValue()).array();
      }
    };
  }

  /**
   * @param name one that every JDK has
   */
  public static Running digest(String name) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    return new Running() {
      @Override
      public void update(byte[] bytes, int offset, int count) {
        digest.update(bytes, offset, count);
      }

      @Override
      public byte[] value() {
        return digest.digest();
      }
    };
  }
}
