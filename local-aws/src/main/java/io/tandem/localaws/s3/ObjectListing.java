package io.tandem.localaws.s3;

import io.tandem.localaws.s3.refusal.S3Exception;
import io.tandem.localaws.s3.store.BucketName;
import io.tandem.localaws.s3.store.Buckets;
import io.tandem.localaws.s3.store.KeyWalk;
import io.tandem.localaws.s3.store.ObjectAttributes;
import io.tandem.localaws.s3.store.ObjectFiles;
import io.tandem.localaws.s3.store.ObjectKey;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** ListObjects and ListObjectsV2. */
final class ObjectListing {
  private static final int MAX_KEYS = 1000;

  private final Buckets buckets;
  private final ObjectFiles objects;

  ObjectListing(Buckets buckets, ObjectFiles objects) {
    this.buckets = buckets;
    this.objects = objects;
  }

  /** One answer's part of a list: objects and groups of them, each at most once. */
  private record Page(
      Map<String, ObjectAttributes> objects, List<String> groups, @Nullable String next) {}

  /** What both versions ask for. */
  private record Question(
      S3Request request, String prefix, String delimiter, int most, boolean encoded) {
    static Question of(S3Request request) throws S3Exception {
      String encoding = request.parameter("encoding-type").orElse("");
      if (!encoding.isEmpty() && !encoding.equals("url")) {
        throw S3Exception.invalidArgument("Invalid Encoding Method specified in Request");
      }
      return new Question(
          request,
          request.parameter("prefix").orElse(""),
          request.parameter("delimiter").orElse(""),
          Math.min(MAX_KEYS, request.number("max-keys", 0, Integer.MAX_VALUE, MAX_KEYS)),
          !encoding.isEmpty());
    }

    String shown(String text) {
      return encoded
          ? URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/")
          : text;
    }
  }

  void version1(S3Request request) throws IOException {
    Question question = Question.of(request);
    String marker = request.parameter("marker").orElse("");
    Page page = page(question, marker, marker);
    XmlAnswer.of(
            "ListBucketResult",
            to -> {
              head(question, page, to);
              to.element("Marker", question.shown(marker));
              if (page.next() != null && !question.delimiter().isEmpty()) {
                to.element("NextMarker", question.shown(page.next()));
              }
              entries(question, page, true, to);
            })
        .send(request.exchange());
  }

  void version2(S3Request request) throws IOException {
    if (!request.parameter("list-type").orElse("").equals("2")) {
      throw S3Exception.invalidArgument("Invalid List Type specified in Request");
    }
    Question question = Question.of(request);
    Optional<String> token = request.parameter("continuation-token");
    Optional<String> start = request.parameter("start-after");
    String last = BucketOperations.token(request);
    Page page = page(question, token.isPresent() ? last : start.orElse(""), last);
    boolean owned = request.parameter("fetch-owner").filter("true"::equals).isPresent();
    XmlAnswer.of(
            "ListBucketResult",
            to -> {
              head(question, page, to);
              to.element("KeyCount", page.objects().size() + page.groups().size());
              start.ifPresent(key -> to.element("StartAfter", question.shown(key)));
              token.ifPresent(text -> to.element("ContinuationToken", text));
              if (page.next() != null) {
                to.element("NextContinuationToken", BucketOperations.encoded(page.next()));
              }
              entries(question, page, owned, to);
            })
        .send(request.exchange());
  }

  /**
   * @param shown the last entry of the page before, which may be a group
   */
  private Page page(Question question, String after, String shown) throws IOException {
    BucketName bucket = question.request().inBucket();
    var walk = new KeyWalk(buckets.folder(bucket), question.prefix(), after);
    Map<String, ObjectAttributes> found = new LinkedHashMap<>();
    List<String> groups = new ArrayList<>();
    String last = null;
    String key = question.most() == 0 ? null : walk.next();
    for (; key != null; key = walk.next()) {
      String group = group(key, question);
      if (group != null && group.equals(shown)) {
        walk.skip(group);
        continue;
      }
      if (found.size() + groups.size() == question.most()) {
        return new Page(found, groups, last);
      }
      if (group != null) {
        groups.add(group);
        walk.skip(group);
        last = group;
      } else {
        Optional<ObjectAttributes> attributes = objects.attributes(bucket, ObjectKey.of(key));
        if (attributes.isPresent()) {
          found.put(key, attributes.get());
          last = key;
        }
      }
    }
    return new Page(found, groups, null);
  }

  /** The key up to the first delimiter behind the prefix; null when there is none. */
  private static @Nullable String group(String key, Question question) {
    String delimiter = question.delimiter();
    int at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, question.prefix().length());
    return at < 0 ? null : key.substring(0, at + delimiter.length());
  }

  private static void head(Question question, Page page, XmlAnswer to) {
    to.element("Name", question.request().inBucket().value());
    to.element("Prefix", question.shown(question.prefix()));
    to.element("MaxKeys", question.most());
    to.element("IsTruncated", String.valueOf(page.next() != null));
    if (!question.delimiter().isEmpty()) {
      to.element("Delimiter", question.shown(question.delimiter()));
    }
    if (question.encoded()) {
      to.element("EncodingType", "url");
    }
  }

  private static void entries(Question question, Page page, boolean owned, XmlAnswer to) {
    page.objects()
        .forEach(
            (key, object) ->
                to.element("Contents", in -> object(question.shown(key), object, owned, in)));
    page.groups()
        .forEach(
            group ->
                to.element("CommonPrefixes", in -> in.element("Prefix", question.shown(group))));
  }

  private static void object(String key, ObjectAttributes object, boolean owned, XmlAnswer to) {
    to.element("Key", key);
    to.element("LastModified", BucketOperations.time(Preconditions.lastModified(object)));
    to.element("ETag", ObjectOperations.quoted(object.etag()));
    object
        .checksum()
        .ifPresent(
            checksum ->
                to.element("ChecksumAlgorithm", checksum.algorithm().name())
                    .element("ChecksumType", checksum.type().name()));
    to.element("Size", object.size());
    to.element("StorageClass", "STANDARD");
    if (owned) {
      BucketOperations.owner(to);
    }
  }
}
