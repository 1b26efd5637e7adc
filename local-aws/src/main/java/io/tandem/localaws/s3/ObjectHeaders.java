package io.tandem.localaws.s3;

import io.tandem.localaws.s3.checksum.ObjectChecksum;
import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import io.tandem.localaws.s3.store.ObjectAttributes;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Which headers are kept with an object, which are given back, and which are refused. */
final class ObjectHeaders {
  private static final String USER = "x-amz-meta-";
  private static final int MAX_USER_BYTES = 2048;
  private static final int MAX_OTHER_BYTES = 4096;
  private static final String CONTENT_TYPE = "content-type";
  private static final String CONTENT_ENCODING = "content-encoding";
  private static final String DEFAULT_TYPE = "binary/octet-stream";

  private static final List<String> KEPT =
      List.of(
          CONTENT_TYPE,
          CONTENT_ENCODING,
          "cache-control",
          "content-disposition",
          "content-language",
          "expires");

  /** What they ask for would be missed later. Others, such as x-amz-acl, have no effect here. */
  private static final List<String> REFUSED =
      List.of(
          "x-amz-server-side-encryption-customer-",
          "x-amz-copy-source-server-side-encryption-customer-",
          "x-amz-tagging",
          "x-amz-object-lock-",
          "x-amz-website-redirect-location",
          "x-amz-write-offset-bytes",
          "x-amz-bypass-governance-retention",
          "x-amz-mfa");

  private ObjectHeaders() {}

  /**
   * @throws S3Exception naming the first of a request that asks for what is not there
   */
  static void check(S3Request request) throws S3Exception {
    for (HttpString name : request.exchange().getRequestHeaders().getHeaderNames()) {
      String lower = name.toString().toLowerCase(Locale.ROOT);
      if (REFUSED.stream().anyMatch(lower::startsWith)) {
        throw S3Exception.notImplemented("The header " + lower);
      }
    }
    String storage = request.header("x-amz-storage-class").orElse("STANDARD");
    if (!storage.equals("STANDARD")) {
      throw S3Exception.notImplemented("Another x-amz-storage-class than STANDARD");
    }
  }

  /**
   * What is kept of those of a request, by names in lower case.
   *
   * @throws S3Exception when they are too long
   */
  static Map<String, String> of(S3Request request) throws S3Exception {
    Map<String, String> kept = new TreeMap<>();
    int user = 0;
    int other = 0;
    for (HeaderValues values : request.exchange().getRequestHeaders()) {
      String name = values.getHeaderName().toString().toLowerCase(Locale.ROOT);
      String value = String.join(",", values);
      if (name.startsWith(USER)) {
        user += name.length() - USER.length() + value.length();
        kept.put(name, value);
      } else if (KEPT.contains(name)) {
        other += value.length();
        kept.put(name, name.equals(CONTENT_ENCODING) ? withoutChunks(value) : value);
      }
    }
    if (user > MAX_USER_BYTES || other > MAX_OTHER_BYTES) {
      throw new S3Exception(
          ErrorCode.METADATA_TOO_LARGE,
          "Your metadata headers exceed the maximum allowed metadata size: expected at most "
              + (user > MAX_USER_BYTES ? MAX_USER_BYTES : MAX_OTHER_BYTES)
              + " bytes");
    }
    kept.values().removeIf(String::isBlank);
    return kept;
  }

  /** {@code aws-chunked} is of the way here alone. */
  private static String withoutChunks(String encoding) {
    return String.join(
        ",",
        List.of(encoding.split(",")).stream()
            .map(String::strip)
            .filter(each -> !each.equalsIgnoreCase("aws-chunked"))
            .toList());
  }

  /** Gives them back with an object. */
  static void put(HeaderMap answer, ObjectAttributes object) {
    object.headers().forEach((name, value) -> answer.put(new HttpString(name), value));
    if (!object.headers().containsKey(CONTENT_TYPE)) {
      answer.put(new HttpString(CONTENT_TYPE), DEFAULT_TYPE);
    }
  }

  /**
   * What {@code response-content-type} and its like in the query ask for.
   *
   * @throws S3Exception when a value cannot stand in a header
   */
  static void override(HeaderMap answer, S3Request request) throws S3Exception {
    for (String name : KEPT) {
      String value = request.query().get("response-" + name);
      if (value != null) {
        if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
          throw S3Exception.invalidArgument(
              "response-" + name + " must be of printable ASCII characters");
        }
        answer.put(new HttpString(name), value);
      }
    }
  }

  static void putChecksum(HeaderMap answer, ObjectChecksum checksum) {
    answer.put(new HttpString(checksum.algorithm().header()), checksum.text());
    answer.put(new HttpString("x-amz-checksum-type"), checksum.type().name());
  }
}
