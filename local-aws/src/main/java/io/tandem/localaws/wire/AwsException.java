package io.tandem.localaws.wire;

import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.SetupException;
import java.io.UncheckedIOException;

/** An error of an AWS service, as its clients read it. */
public final class AwsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final int status;

  private AwsException(int status, String code, String message) {
    super(message);
    this.code = code;
    this.status = status;
  }

  /** The caller's fault. */
  public static AwsException of(String code, String message) {
    return new AwsException(400, code, message);
  }

  /** The caller's fault, in the one code that is in no service model. */
  public static AwsException validation(String message) {
    return of("ValidationException", message);
  }

  /**
   * @param where what the message begins with
   * @throws AwsException when a place is none of the folder that stands for S3
   */
  public static void checkLocated(S3Folder s3, String uri, String where) {
    try {
      s3.locate(uri);
    } catch (SetupException e) {
      throw validation(where + e.problems());
    }
  }

  /** A fault of this program. */
  static AwsException internal(String id) {
    return new AwsException(500, "InternalFailure", "Internal failure " + id);
  }

  /** A fault of this machine, such as a disk that is full. */
  static AwsException internal(String id, UncheckedIOException fault) {
    return new AwsException(
        500, "InternalFailure", "Internal failure %s: %s".formatted(id, fault.getMessage()));
  }

  /** Such as {@code ResourceInUse}. */
  public String code() {
    return code;
  }

  int status() {
    return status;
  }

  /** For the client. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
