package io.tandem.evaluation.rows;

import io.tandem.evaluation.definition.EvaluationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Fingerprints files as {@code sha256sum} does. Not thread-safe. */
final class Sha256 {
  private final MessageDigest digest;

  Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }

  /**
   * @throws EvaluationException when the file cannot be read
   */
  static String of(Path file) {
    Sha256 sha256 = new Sha256();
    try (InputStream in = sha256.through(Files.newInputStream(file))) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw EvaluationException.of(file, "read", e);
    }
    return sha256.hex();
  }

  /** Digests all bytes that are read from the stream. */
  InputStream through(InputStream in) {
    return new DigestInputStream(in, digest);
  }

  /** The digest of all bytes so far; starts anew. */
  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
