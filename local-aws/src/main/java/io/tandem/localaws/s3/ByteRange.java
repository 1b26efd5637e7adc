package io.tandem.localaws.s3;

import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of an object.
 *
 * @param first offset of the first byte
 * @param length bytes, at least one
 */
record ByteRange(long first, long length) {
  private static final Pattern FORM = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  /**
   * As HTTP has it: what is no range, or more than one, is as good as absent, and one that ends
   * behind the object ends with it.
   *
   * @throws S3Exception when nothing of it is in the object
   */
  static Optional<ByteRange> of(String header, long size) throws S3Exception {
    Matcher form = FORM.matcher(header.strip());
    if (!form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
      return Optional.empty();
    }
    long first;
    long last;
    if (form.group(1).isEmpty()) {
      long count = Math.min(Long.parseLong(form.group(2)), size);
      first = size - count;
      last = size - 1;
    } else {
      first = Long.parseLong(form.group(1));
      last = form.group(2).isEmpty() ? size - 1 : Long.parseLong(form.group(2));
      if (last < first && !form.group(2).isEmpty()) {
        return Optional.empty();
      }
      last = Math.min(last, size - 1);
    }
    if (first >= size) {
      throw new S3Exception(
          ErrorCode.INVALID_RANGE, "The requested range is not satisfiable: the size is " + size);
    }
    return Optional.of(new ByteRange(first, last - first + 1));
  }

  /**
   * As S3 has it for the source of a part.
   *
   * @throws S3Exception when it is not {@code bytes=first-last} with both in the object
   */
  static ByteRange within(String header, long size) throws S3Exception {
    Matcher form = FORM.matcher(header);
    if (!form.matches() || form.group(1).isEmpty() || form.group(2).isEmpty()) {
      throw S3Exception.invalidArgument(
          "The x-amz-copy-source-range value must be of the form bytes=first-last");
    }
    long first = Long.parseLong(form.group(1));
    long last = Long.parseLong(form.group(2));
    if (first > last || last >= size) {
      throw S3Exception.invalidArgument(
          "Range specified is not valid for source object of size: " + size);
    }
    return new ByteRange(first, last - first + 1);
  }
}
