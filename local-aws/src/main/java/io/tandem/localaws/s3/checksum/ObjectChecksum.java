package io.tandem.localaws.s3.checksum;

/**
 * A checksum of an object or of a part.
 *
 * @param text Base64; of a {@link Type#COMPOSITE}, {@code -} and the number of parts behind it
 */
public record ObjectChecksum(ChecksumAlgorithm algorithm, String text, Type type) {
  /** Of all bytes, or of the checksums of the parts. */
  public enum Type {
    FULL_OBJECT,
    COMPOSITE
  }

  public static ObjectChecksum full(ChecksumAlgorithm algorithm, String text) {
    return new ObjectChecksum(algorithm, text, Type.FULL_OBJECT);
  }
}
