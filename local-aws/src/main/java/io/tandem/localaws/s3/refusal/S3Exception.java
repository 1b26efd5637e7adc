package io.tandem.localaws.s3.refusal;

import java.io.IOException;

/**
 * A request that is refused, and as what. An {@link IOException}, as it also comes out of streams
 * that decode a body. Its message is for the client and holds no bytes of an object.
 */
public final class S3Exception extends IOException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public S3Exception(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  public S3Exception(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public static S3Exception invalidArgument(String message) {
    return new S3Exception(ErrorCode.INVALID_ARGUMENT, message);
  }

  public static S3Exception notImplemented(String what) {
    return new S3Exception(
        ErrorCode.NOT_IMPLEMENTED, what + " is not implemented by this local S3");
  }

  public static S3Exception noSuchKey() {
    return new S3Exception(ErrorCode.NO_SUCH_KEY, "The specified key does not exist.");
  }

  public static S3Exception noSuchBucket() {
    return new S3Exception(ErrorCode.NO_SUCH_BUCKET, "The specified bucket does not exist");
  }

  public ErrorCode code() {
    return code;
  }

  /** What {@code getMessage} gives, never null here. */
  public String text() {
    String message = getMessage();
    return message == null ? code.text() : message;
  }
}
