package io.tandem.localaws.s3;

import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import io.tandem.localaws.s3.store.BucketName;
import io.tandem.localaws.s3.store.Buckets;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** ListBuckets, CreateBucket, HeadBucket, DeleteBucket and GetBucketLocation. */
final class BucketOperations {
  /** The region that S3 does not name. */
  private static final String NAMELESS_REGION = "us-east-1";

  private static final int MAX_BODY_BYTES = 64 << 10;
  private static final int MAX_LISTED = 10_000;
  private static final HttpString REGION = new HttpString("x-amz-bucket-region");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Buckets buckets;
  private final String region;

  BucketOperations(Buckets buckets, String region) {
    this.buckets = buckets;
    this.region = region;
  }

  /** As S3 writes times in XML. */
  static String time(Instant time) {
    return TIME.format(time);
  }

  /** Whose everything is: nobody is asked who he is. */
  static void owner(XmlAnswer to) {
    to.element("Owner", owner -> owner.element("ID", "local").element("DisplayName", "local"));
  }

  void list(S3Request request) throws IOException {
    String prefix = request.parameter("prefix").orElse("");
    String after = token(request);
    int most = request.number("max-buckets", 1, MAX_LISTED, MAX_LISTED);
    boolean here = request.parameter("bucket-region").filter(any -> !any.equals(region)).isEmpty();
    List<Map.Entry<String, Instant>> all =
        buckets.list().entrySet().stream()
            .filter(bucket -> here && bucket.getKey().startsWith(prefix))
            .filter(bucket -> bucket.getKey().compareTo(after) > 0)
            .toList();
    List<Map.Entry<String, Instant>> page = all.subList(0, Math.min(most, all.size()));
    XmlAnswer.of(
            "ListAllMyBucketsResult",
            to -> {
              owner(to);
              to.element("Buckets", in -> page.forEach(bucket -> bucket(bucket, in)));
              if (page.size() < all.size()) {
                to.element("ContinuationToken", encoded(page.getLast().getKey()));
              }
              if (!prefix.isEmpty()) {
                to.element("Prefix", prefix);
              }
            })
        .send(request.exchange());
  }

  private void bucket(Map.Entry<String, Instant> bucket, XmlAnswer to) {
    to.element(
        "Bucket",
        in ->
            in.element("Name", bucket.getKey())
                .element("CreationDate", time(bucket.getValue()))
                .element("BucketRegion", region));
  }

  /** A token that says where a list goes on. */
  static String encoded(String last) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(last.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Where the list goes on; empty for its beginning.
   *
   * @throws S3Exception when it is no token
   */
  static String token(S3Request request) throws S3Exception {
    try {
      return new String(
          Base64.getUrlDecoder().decode(request.parameter("continuation-token").orElse("")),
          StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new S3Exception(
          ErrorCode.INVALID_ARGUMENT, "The continuation token provided is incorrect", e);
    }
  }

  void create(S3Request request) throws IOException {
    byte[] body = RequestBody.of(request).bytes(MAX_BODY_BYTES);
    if (body.length > 0) {
      XmlElement asked = XmlElement.read(body, "CreateBucketConfiguration");
      for (XmlElement each : asked.children()) {
        if (!each.name().equals("LocationConstraint")) {
          throw S3Exception.notImplemented(
              "CreateBucket with another element than" + " LocationConstraint");
        }
      }
      String location = asked.text("LocationConstraint").orElse(region).strip();
      if (!location.isEmpty() && !location.equals(region)) {
        throw new S3Exception(
            ErrorCode.ILLEGAL_LOCATION_CONSTRAINT,
            "The location constraint is incompatible for the region specific endpoint this request"
                + " was sent to: expected "
                + region);
      }
    }
    BucketName bucket = request.inBucket();
    buckets.create(bucket);
    request.exchange().getResponseHeaders().put(Headers.LOCATION, "/" + bucket.value());
  }

  void head(S3Request request) throws IOException {
    request.exchange().getResponseHeaders().put(REGION, region);
    buckets.folder(request.inBucket());
  }

  void delete(S3Request request) throws IOException {
    buckets.delete(request.inBucket());
    request.exchange().setStatusCode(204);
  }

  void location(S3Request request) throws IOException {
    buckets.folder(request.inBucket());
    XmlAnswer.of("LocationConstraint", to -> to.text(region.equals(NAMELESS_REGION) ? "" : region))
        .send(request.exchange());
  }
}
