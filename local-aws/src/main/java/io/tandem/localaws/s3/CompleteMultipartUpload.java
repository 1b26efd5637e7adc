package io.tandem.localaws.s3;

import io.tandem.localaws.s3.checksum.ChecksumAlgorithm;
import io.tandem.localaws.s3.checksum.ObjectChecksum;
import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import io.tandem.localaws.s3.store.ObjectAttributes;
import io.tandem.localaws.s3.store.ObjectFiles;
import io.tandem.localaws.s3.store.StoreFolder;
import io.tandem.localaws.s3.store.Upload;
import io.tandem.localaws.s3.store.Uploads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** CompleteMultipartUpload: parts become an object, or nothing changes. */
final class CompleteMultipartUpload {
  /** Of all parts but the last. */
  private static final long MIN_PART_BYTES = 5 << 20;

  private static final long MAX_OBJECT_BYTES = 5L << 40;

  /** Ten thousand parts with a checksum each. */
  private static final int MAX_BODY_BYTES = 8 << 20;

  private static final int BUFFER_BYTES = 128 << 10;

  private static final Set<String> MEMBERS =
      Stream.concat(
              Stream.of("PartNumber", "ETag"),
              Stream.of(ChecksumAlgorithm.values()).map(ChecksumAlgorithm::element))
          .collect(Collectors.toUnmodifiableSet());

  private final StoreFolder store;
  private final ObjectFiles objects;
  private final Uploads uploads;

  CompleteMultipartUpload(StoreFolder store, ObjectFiles objects, Uploads uploads) {
    this.store = store;
    this.objects = objects;
    this.uploads = uploads;
  }

  void run(S3Request request) throws IOException {
    ObjectHeaders.check(request);
    Upload upload = uploads.find(request.uploadId(), request.inBucket(), request.ofObject());
    ObjectFiles.PutCondition condition = Preconditions.ofPut(request);
    byte[] body = RequestBody.withoutChecksum(request).bytes(MAX_BODY_BYTES);
    XmlElement asked = XmlElement.read(body, "CompleteMultipartUpload");
    uploads.end(upload, () -> complete(request, upload, asked, condition));
  }

  private void complete(
      S3Request request, Upload upload, XmlElement asked, ObjectFiles.PutCondition condition)
      throws IOException {
    List<ObjectAttributes> parts = chosen(asked, uploads.parts(upload));
    long size = size(parts);
    Optional<String> announced = request.header("x-amz-mp-object-size");
    if (announced.isPresent() && !announced.get().equals(Long.toString(size))) {
      throw new S3Exception(
          ErrorCode.INVALID_REQUEST,
          "The provided 'x-amz-mp-object-size' header does not match what was computed.");
    }
    try (StoreFolder.UnderWay file = store.create()) {
      Optional<ObjectChecksum> checksum = assemble(upload, parts, file.channel());
      verify(request, checksum);
      ObjectAttributes object =
          objects.put(
              upload.bucket(),
              upload.key(),
              file,
              new ObjectAttributes(size, 0, etag(parts), upload.headers(), checksum),
              condition);
      answer(request, upload, object);
    }
  }

  private static List<ObjectAttributes> chosen(
      XmlElement asked, SortedMap<Integer, ObjectAttributes> there) throws S3Exception {
    asked.refuseOthers(Set.of("Part"));
    if (asked.children().isEmpty() || asked.children().size() > Uploads.MAX_PARTS) {
      throw XmlElement.malformed("expected 1 to " + Uploads.MAX_PARTS + " Part");
    }
    List<ObjectAttributes> chosen = new ArrayList<>();
    int last = 0;
    for (XmlElement each : asked.children()) {
      each.refuseOthers(MEMBERS);
      int number = number(each);
      if (number <= last) {
        throw new S3Exception(
            ErrorCode.INVALID_PART_ORDER,
            "The list of parts was not in ascending order. The parts list must be specified in"
                + " order by part number.");
      }
      last = number;
      ObjectAttributes part = there.get(number);
      if (part == null || !fits(each, part)) {
        throw new S3Exception(
            ErrorCode.INVALID_PART,
            "One or more of the specified parts could not be found. The part might not have been"
                + " uploaded, or the specified entity tag or checksum might not have matched: part "
                + number);
      }
      chosen.add(part);
    }
    return chosen;
  }

  private static int number(XmlElement part) throws S3Exception {
    String text = part.text("PartNumber").orElse("").strip();
    if (!text.matches("[0-9]{1,9}")) {
      throw XmlElement.malformed("expected a PartNumber in each Part");
    }
    return Integer.parseInt(text);
  }

  private static boolean fits(XmlElement asked, ObjectAttributes part) throws S3Exception {
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      Optional<String> text = asked.text(algorithm.element()).map(String::strip);
      Optional<ObjectChecksum> sum = part.checksum().filter(any -> any.algorithm() == algorithm);
      // A checksum of a kind that nobody took cannot be compared: the ETag is.
      if (text.isPresent() && sum.isPresent() && !sum.get().text().equals(text.get())) {
        return false;
      }
    }
    String etag = asked.text("ETag").orElse("").strip().replace("\"", "");
    return etag.equals(part.etag());
  }

  private static long size(List<ObjectAttributes> parts) throws S3Exception {
    long size = 0;
    for (int i = 0; i < parts.size(); i++) {
      if (i < parts.size() - 1 && parts.get(i).size() < MIN_PART_BYTES) {
        throw new S3Exception(
            ErrorCode.ENTITY_TOO_SMALL,
            "Your proposed upload is smaller than the minimum allowed object size: expected "
                + MIN_PART_BYTES
                + " bytes of each part but the last");
      }
      size += parts.get(i).size();
    }
    if (size > MAX_OBJECT_BYTES) {
      throw new S3Exception(
          ErrorCode.ENTITY_TOO_LARGE, "Your proposed upload exceeds the maximum allowed size");
    }
    return size;
  }

  /** The MD5 of the MD5s, and how many. */
  private static String etag(List<ObjectAttributes> parts) {
    ChecksumAlgorithm.Running md5 = ChecksumAlgorithm.digest("MD5");
    for (ObjectAttributes part : parts) {
      byte[] one = HexFormat.of().parseHex(part.etag());
      md5.update(one, 0, one.length);
    }
    return HexFormat.of().formatHex(md5.value()) + "-" + parts.size();
  }

  private Optional<ObjectChecksum> assemble(
      Upload upload, List<ObjectAttributes> parts, FileChannel to) throws IOException {
    ChecksumAlgorithm algorithm = upload.algorithm();
    boolean full = algorithm != null && upload.type() == ObjectChecksum.Type.FULL_OBJECT;
    ChecksumAlgorithm.Running sum = algorithm == null ? null : algorithm.start();
    for (ObjectAttributes part : parts) {
      try (FileChannel from =
          FileChannel.open(uploads.bytes(upload, part), StandardOpenOption.READ)) {
        long done = 0;
        while (done < part.size()) {
          long count = from.transferTo(done, part.size() - done, to);
          if (count <= 0) {
            throw new IOException("a part is shorter than it was");
          }
          done += count;
        }
        if (full && sum != null) {
          update(sum, from.position(0));
        }
      }
      if (!full && sum != null) {
        byte[] one =
            Base64.getDecoder().decode(part.checksum().map(ObjectChecksum::text).orElse(""));
        sum.update(one, 0, one.length);
      }
    }
    if (algorithm == null || sum == null) {
      return Optional.empty();
    }
    String text = Base64.getEncoder().encodeToString(sum.value());
    return Optional.of(
        full
            ? ObjectChecksum.full(algorithm, text)
            : new ObjectChecksum(algorithm, text + "-" + parts.size(), upload.type()));
  }

  private static void update(ChecksumAlgorithm.Running sum, FileChannel from) throws IOException {
    InputStream in = Channels.newInputStream(from);
    byte[] bytes = new byte[BUFFER_BYTES];
    for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
      sum.update(bytes, 0, count);
    }
  }

  /** What the client says of the object as a whole. */
  private static void verify(S3Request request, Optional<ObjectChecksum> checksum)
      throws S3Exception {
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      Optional<String> announced = request.header(algorithm.header());
      Optional<ObjectChecksum> sum = checksum.filter(any -> any.algorithm() == algorithm);
      if (announced.isPresent() && sum.isEmpty()) {
        throw new S3Exception(
            ErrorCode.INVALID_REQUEST,
            "The upload was created without a checksum of the kind " + algorithm.header());
      }
      if (announced.isPresent()
          && !announced.get().equals(sum.map(ObjectChecksum::text).orElse(""))) {
        throw new S3Exception(
            ErrorCode.BAD_DIGEST,
            "The %s you specified did not match the calculated checksum."
                .formatted(algorithm.name()));
      }
    }
  }

  private static void answer(S3Request request, Upload upload, ObjectAttributes object) {
    String bucket = upload.bucket().value();
    String key = upload.key().value();
    XmlAnswer.of(
            "CompleteMultipartUploadResult",
            to -> {
              to.element("Location", "/" + bucket + "/" + key);
              to.element("Bucket", bucket);
              to.element("Key", key);
              to.element("ETag", ObjectOperations.quoted(object.etag()));
              object
                  .checksum()
                  .ifPresent(
                      sum ->
                          to.element(sum.algorithm().element(), sum.text())
                              .element("ChecksumType", sum.type().name()));
            })
        .send(request.exchange());
  }
}
