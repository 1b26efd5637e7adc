package io.tandem.localaws.s3;

import io.tandem.localaws.s3.checksum.BodyDigests;
import io.tandem.localaws.s3.checksum.ChecksumAlgorithm;
import io.tandem.localaws.s3.checksum.ObjectChecksum;
import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import io.tandem.localaws.s3.store.Buckets;
import io.tandem.localaws.s3.store.KeyOrder;
import io.tandem.localaws.s3.store.ObjectAttributes;
import io.tandem.localaws.s3.store.StoreFolder;
import io.tandem.localaws.s3.store.Upload;
import io.tandem.localaws.s3.store.Uploads;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** All operations of multipart uploads but the last, and the copy of a part. */
final class MultipartOperations {
  private static final int MAX_LISTED = 1000;

  private final StoreFolder store;
  private final Buckets buckets;
  private final Uploads uploads;

  MultipartOperations(StoreFolder store, Buckets buckets, Uploads uploads) {
    this.store = store;
    this.buckets = buckets;
    this.uploads = uploads;
  }

  void begin(S3Request request) throws IOException {
    ObjectHeaders.check(request);
    buckets.folder(request.inBucket());
    ChecksumAlgorithm algorithm = algorithm(request);
    var upload =
        new Upload(
            Uploads.freeId(),
            request.inBucket(),
            request.ofObject(),
            ObjectHeaders.of(request),
            algorithm,
            type(request, algorithm),
            Instant.now());
    uploads.begin(upload);
    HeaderMap answer = request.exchange().getResponseHeaders();
    if (algorithm != null) {
      answer.put(new HttpString("x-amz-checksum-algorithm"), algorithm.name());
      answer.put(new HttpString("x-amz-checksum-type"), upload.type().name());
    }
    XmlAnswer.of("InitiateMultipartUploadResult", to -> named(upload, to)).send(request.exchange());
  }

  /** The algorithm that is asked for; null for none. */
  static @Nullable ChecksumAlgorithm algorithm(S3Request request) throws S3Exception {
    Optional<String> name = request.header("x-amz-checksum-algorithm");
    Optional<ChecksumAlgorithm> algorithm = name.flatMap(ChecksumAlgorithm::of);
    if (name.isPresent() && algorithm.isEmpty()) {
      throw new S3Exception(
          ErrorCode.INVALID_REQUEST,
          "Checksum algorithm provided is unsupported. Please try again with any of the valid"
              + " types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
    }
    return algorithm.orElse(null);
  }

  private static ObjectChecksum.Type type(S3Request request, @Nullable ChecksumAlgorithm algorithm)
      throws S3Exception {
    boolean full = algorithm == ChecksumAlgorithm.CRC64NVME;
    boolean sha = algorithm == ChecksumAlgorithm.SHA1 || algorithm == ChecksumAlgorithm.SHA256;
    String asked =
        request
            .header("x-amz-checksum-type")
            .orElse(full ? "FULL_OBJECT" : "COMPOSITE")
            .toUpperCase(Locale.ROOT);
    if (asked.equals("FULL_OBJECT") && !sha) {
      return ObjectChecksum.Type.FULL_OBJECT;
    }
    if (asked.equals("COMPOSITE") && !full) {
      return ObjectChecksum.Type.COMPOSITE;
    }
    throw new S3Exception(
        ErrorCode.INVALID_REQUEST,
        "That checksum type cannot be used with that algorithm: expected COMPOSITE for SHA1 and"
            + " SHA256, FULL_OBJECT for CRC64NVME, either for CRC32 and CRC32C");
  }

  private static void named(Upload upload, XmlAnswer to) {
    to.element("Bucket", upload.bucket().value())
        .element("Key", upload.key().value())
        .element("UploadId", upload.id());
  }

  static int partNumber(S3Request request) throws S3Exception {
    int number = request.number("partNumber", 1, Uploads.MAX_PARTS, 0);
    if (number == 0) {
      throw S3Exception.invalidArgument(
          "Part number must be an integer between 1 and " + Uploads.MAX_PARTS);
    }
    return number;
  }

  private Upload upload(S3Request request) throws S3Exception {
    return uploads.find(request.uploadId(), request.inBucket(), request.ofObject());
  }

  void putPart(S3Request request) throws IOException {
    ObjectHeaders.check(request);
    int number = partNumber(request);
    Upload upload = upload(request);
    RequestBody body = RequestBody.of(request);
    try (StoreFolder.UnderWay file = store.create()) {
      BodyDigests.Sums sums = body.copyTo(file.channel(), upload.algorithm());
      boolean other =
          upload.algorithm() != null
              && sums.checksum().filter(sum -> sum.algorithm() == upload.algorithm()).isEmpty();
      if (other) {
        throw new S3Exception(
            ErrorCode.INVALID_REQUEST,
            "Checksum Type mismatch occurred: expected that of CreateMultipartUpload, "
                + upload.algorithm());
      }
      uploads.put(upload, number, file, part(sums));
      HeaderMap answer = request.exchange().getResponseHeaders();
      answer.put(Headers.ETAG, ObjectOperations.quoted(sums.md5()));
      sums.checksum()
          .ifPresent(sum -> answer.put(new HttpString(sum.algorithm().header()), sum.text()));
    }
  }

  static ObjectAttributes part(BodyDigests.Sums sums) {
    return new ObjectAttributes(
        sums.size(), Instant.now().toEpochMilli(), sums.md5(), Map.of(), sums.checksum());
  }

  void abort(S3Request request) throws IOException {
    uploads.end(upload(request), () -> {});
    request.exchange().setStatusCode(204);
  }

  void listParts(S3Request request) throws IOException {
    Upload upload = upload(request);
    int after = request.number("part-number-marker", 0, Integer.MAX_VALUE, 0);
    int most = Math.min(MAX_LISTED, request.number("max-parts", 0, Integer.MAX_VALUE, MAX_LISTED));
    SortedMap<Integer, ObjectAttributes> parts =
        after >= Uploads.MAX_PARTS
            ? Collections.emptySortedMap()
            : uploads.parts(upload).tailMap(after + 1);
    List<Integer> shown = parts.keySet().stream().limit(most).toList();
    XmlAnswer.of(
            "ListPartsResult",
            to -> {
              named(upload, to);
              to.element("PartNumberMarker", after);
              to.element("NextPartNumberMarker", shown.isEmpty() ? 0 : shown.getLast());
              to.element("MaxParts", most);
              to.element("IsTruncated", String.valueOf(most > 0 && shown.size() < parts.size()));
              to.element("StorageClass", "STANDARD");
              BucketOperations.owner(to);
              checksumKind(upload, to);
              shown.forEach(number -> part(number, parts.get(number), to));
            })
        .send(request.exchange());
  }

  private static void checksumKind(Upload upload, XmlAnswer to) {
    if (upload.algorithm() != null) {
      to.element("ChecksumAlgorithm", upload.algorithm().name());
      to.element("ChecksumType", upload.type().name());
    }
  }

  private static void part(int number, @Nullable ObjectAttributes part, XmlAnswer to) {
    if (part == null) {
      return;
    }
    to.element(
        "Part",
        in -> {
          in.element("PartNumber", number)
              .element("LastModified", BucketOperations.time(Instant.ofEpochMilli(part.modified())))
              .element("ETag", ObjectOperations.quoted(part.etag()))
              .element("Size", part.size());
          part.checksum().ifPresent(sum -> in.element(sum.algorithm().element(), sum.text()));
        });
  }

  void list(S3Request request) throws IOException {
    buckets.folder(request.inBucket());
    String prefix = request.parameter("prefix").orElse("");
    String key = request.parameter("key-marker").orElse("");
    String id = request.parameter("upload-id-marker").orElse("");
    int most = request.number("max-uploads", 1, MAX_LISTED, MAX_LISTED);
    List<Upload> all =
        uploads.list(request.inBucket()).stream()
            .filter(upload -> upload.key().value().startsWith(prefix))
            .toList();
    int marked = 0;
    for (int i = 0; i < all.size(); i++) {
      int order = KeyOrder.UTF_8.compare(all.get(i).key().value(), key);
      // With the marker of an id, those of its key that come behind it are still to be shown.
      if (order < 0 || (order == 0 && (id.isEmpty() || all.get(i).id().equals(id)))) {
        marked = i + 1;
      }
    }
    List<Upload> left = all.subList(marked, all.size());
    List<Upload> shown = left.subList(0, Math.min(most, left.size()));
    XmlAnswer.of(
            "ListMultipartUploadsResult",
            to -> {
              to.element("Bucket", request.inBucket().value());
              to.element("KeyMarker", key);
              to.element("UploadIdMarker", id);
              to.element("Prefix", prefix);
              to.element("MaxUploads", most);
              to.element("IsTruncated", String.valueOf(shown.size() < left.size()));
              if (shown.size() < left.size()) {
                to.element("NextKeyMarker", shown.getLast().key().value());
                to.element("NextUploadIdMarker", shown.getLast().id());
              }
              shown.forEach(upload -> to.element("Upload", in -> upload(upload, in)));
            })
        .send(request.exchange());
  }

  private static void upload(Upload upload, XmlAnswer to) {
    to.element("Key", upload.key().value());
    to.element("UploadId", upload.id());
    to.element("Initiated", BucketOperations.time(upload.begun()));
    to.element("StorageClass", "STANDARD");
    BucketOperations.owner(to);
    checksumKind(upload, to);
  }
}
