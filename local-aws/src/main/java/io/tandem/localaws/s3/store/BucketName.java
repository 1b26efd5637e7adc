package io.tandem.localaws.s3.store;

import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The name of a bucket, which is the name of a folder.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">Naming
 *     rules</a>
 */
public record BucketName(String value) {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final List<String> KEPT_PREFIXES = List.of("xn--", "sthree-", "amzn-s3-demo-");
  private static final List<String> KEPT_SUFFIXES =
      List.of("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3");

  public static boolean isValid(String name) {
    // The length comes first: the pattern sees short names only.
    return name.length() <= 63
        && FORM.matcher(name).matches()
        && !name.contains("..")
        && !ADDRESS.matcher(name).matches()
        && KEPT_PREFIXES.stream().noneMatch(name::startsWith)
        && KEPT_SUFFIXES.stream().noneMatch(name::endsWith);
  }

  public static BucketName of(String name) throws S3Exception {
    if (isValid(name)) {
      return new BucketName(name);
    }
    throw new S3Exception(
        ErrorCode.INVALID_BUCKET_NAME,
        "The specified bucket is not valid: expected 3 to 63 of a-z, 0-9, '-' and '.', the first"
            + " and the last a letter or a digit, no '..', no IP address, and no prefix or suffix"
            + " that S3 keeps for itself");
  }
}
