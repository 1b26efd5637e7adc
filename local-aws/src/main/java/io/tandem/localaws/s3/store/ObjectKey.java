package io.tandem.localaws.s3.store;

import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The key of an object, which is a relative path of plain names. S3 allows more: keys that a folder
 * cannot tell apart, or that lead out of it, are refused.
 */
public record ObjectKey(String value) {
  private static final int MAX_BYTES = 1024;

  /** Of one name, on the file systems of Linux. */
  private static final int MAX_NAME_BYTES = 255;

  /**
   * @throws S3Exception saying what was expected
   */
  public static ObjectKey of(String key) throws S3Exception {
    if (key.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new S3Exception(
          ErrorCode.KEY_TOO_LONG, "Your key is too long: expected at most 1024 bytes of UTF-8");
    }
    for (String name : key.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        throw refused("no '/' at its ends, no '//', and no '.' or '..' as a name");
      }
      if (name.indexOf('\0') >= 0) {
        throw refused("no NUL");
      }
      if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
        throw refused("at most 255 bytes of UTF-8 between two '/'");
      }
    }
    if (!isPath(key)) {
      throw S3Exception.invalidArgument(
          "The key cannot be the name of a file here: expected ASCII, or a start with"
              + " LC_ALL=C.UTF-8");
    }
    return new ObjectKey(key);
  }

  private static S3Exception refused(String expected) {
    return S3Exception.invalidArgument(
        "This S3 keeps an object in the file of its key, so the key is a path: expected "
            + expected);
  }

  private static boolean isPath(String key) {
    try {
      return !Path.of(key).isAbsolute();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Whether it can stand between two {@code /} of a key. */
  public static boolean isName(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.indexOf('/') < 0
        && isPath(name);
  }

  public static boolean fits(String key) {
    return key.length() <= MAX_BYTES && key.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
  }
}
