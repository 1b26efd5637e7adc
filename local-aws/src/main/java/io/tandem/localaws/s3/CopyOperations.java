package io.tandem.localaws.s3;

import io.tandem.localaws.s3.checksum.BodyDigests;
import io.tandem.localaws.s3.checksum.ChecksumAlgorithm;
import io.tandem.localaws.s3.checksum.ObjectChecksum;
import io.tandem.localaws.s3.refusal.ErrorCode;
import io.tandem.localaws.s3.refusal.S3Exception;
import io.tandem.localaws.s3.store.BucketName;
import io.tandem.localaws.s3.store.Buckets;
import io.tandem.localaws.s3.store.ObjectAttributes;
import io.tandem.localaws.s3.store.ObjectFiles;
import io.tandem.localaws.s3.store.ObjectKey;
import io.tandem.localaws.s3.store.StoreFolder;
import io.tandem.localaws.s3.store.Upload;
import io.tandem.localaws.s3.store.Uploads;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** CopyObject and UploadPartCopy. */
final class CopyOperations {
  private static final String SOURCE = "x-amz-copy-source";

  private final StoreFolder store;
  private final Buckets buckets;
  private final ObjectFiles objects;
  private final Uploads uploads;

  CopyOperations(StoreFolder store, Buckets buckets, ObjectFiles objects, Uploads uploads) {
    this.store = store;
    this.buckets = buckets;
    this.objects = objects;
    this.uploads = uploads;
  }

  /** Where an object is copied from. */
  private record Source(BucketName bucket, ObjectKey key) {
    static Source of(S3Request request) throws S3Exception {
      String header = request.header(SOURCE).orElse("");
      if (header.contains("?")) {
        throw S3Exception.notImplemented("A version in x-amz-copy-source");
      }
      String path = S3Request.decode(header.startsWith("/") ? header.substring(1) : header, false);
      int slash = path.indexOf('/');
      if (slash < 1 || slash == path.length() - 1) {
        throw S3Exception.invalidArgument(
            "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
      }
      return new Source(
          BucketName.of(path.substring(0, slash)), ObjectKey.of(path.substring(slash + 1)));
    }
  }

  void copy(S3Request request) throws IOException {
    ObjectHeaders.check(request);
    Source source = Source.of(request);
    ObjectFiles.PutCondition condition = Preconditions.ofPut(request);
    ChecksumAlgorithm asked = MultipartOperations.algorithm(request);
    String directive = request.header("x-amz-metadata-directive").orElse("COPY");
    boolean replaces = directive.equals("REPLACE");
    if (!replaces && !directive.equals("COPY")) {
      throw S3Exception.invalidArgument("Unknown metadata directive: expected COPY or REPLACE");
    }
    boolean same =
        source.bucket().equals(request.inBucket()) && source.key().equals(request.ofObject());
    if (same && !replaces) {
      throw new S3Exception(
          ErrorCode.INVALID_REQUEST,
          "This copy request is illegal because it is trying to copy an object to itself without"
              + " changing the object's metadata.");
    }
    Map<String, String> headers = ObjectHeaders.of(request);
    buckets.folder(request.inBucket());
    try (ObjectFiles.Opened from = open(request, source);
        StoreFolder.UnderWay file = store.create()) {
      // A composite one is of parts that the copy has no more.
      ChecksumAlgorithm algorithm =
          asked != null
              ? asked
              : from.attributes().checksum().map(ObjectChecksum::algorithm).orElse(null);
      BodyDigests.Sums sums = read(from, whole(from), algorithm, file);
      ObjectAttributes object =
          objects.put(
              request.inBucket(),
              request.ofObject(),
              file,
              new ObjectAttributes(
                  sums.size(),
                  0,
                  sums.md5(),
                  replaces ? headers : from.attributes().headers(),
                  sums.checksum()),
              condition);
      XmlAnswer.of("CopyObjectResult", to -> result(object, to)).send(request.exchange());
    }
  }

  private ObjectFiles.Opened open(S3Request request, Source source) throws IOException {
    ObjectFiles.Opened from = objects.open(source.bucket(), source.key());
    if (Preconditions.of(request, SOURCE + "-", from.attributes()) != Preconditions.MET) {
      from.close();
      throw Preconditions.failed();
    }
    return from;
  }

  private static ByteRange whole(ObjectFiles.Opened from) {
    return new ByteRange(0, from.attributes().size());
  }

  private static BodyDigests.Sums read(
      ObjectFiles.Opened from,
      ByteRange range,
      @Nullable ChecksumAlgorithm algorithm,
      StoreFolder.UnderWay to)
      throws IOException {
    if (range.length() > RequestBody.MAX_BYTES) {
      throw new S3Exception(
          ErrorCode.INVALID_REQUEST,
          "The specified copy source is larger than the maximum allowable size for a copy source: "
              + RequestBody.MAX_BYTES);
    }
    from.channel().position(range.first());
    // Not closed: that would close the channel.
    InputStream in = new FirstBytes(Channels.newInputStream(from.channel()), range.length());
    return BodyDigests.of(algorithm, false).copy(in, to.channel(), RequestBody.MAX_BYTES);
  }

  /** Ends after so many bytes. */
  private static final class FirstBytes extends FilterInputStream {
    private long left;

    FirstBytes(InputStream in, long left) {
      super(in);
      this.left = left;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = left == 0 ? -1 : in.read(bytes, offset, (int) Math.min(length, left));
      left -= Math.max(count, 0);
      return count;
    }
  }

  private static void result(ObjectAttributes object, XmlAnswer to) {
    to.element("LastModified", BucketOperations.time(Preconditions.lastModified(object)));
    to.element("ETag", ObjectOperations.quoted(object.etag()));
    object
        .checksum()
        .ifPresent(
            sum ->
                to.element(sum.algorithm().element(), sum.text())
                    .element("ChecksumType", sum.type().name()));
  }

  void copyPart(S3Request request) throws IOException {
    ObjectHeaders.check(request);
    int number = MultipartOperations.partNumber(request);
    Upload upload = uploads.find(request.uploadId(), request.inBucket(), request.ofObject());
    Source source = Source.of(request);
    try (ObjectFiles.Opened from = open(request, source);
        StoreFolder.UnderWay file = store.create()) {
      Optional<String> asked = request.header("x-amz-copy-source-range");
      ByteRange range =
          asked.isEmpty() ? whole(from) : ByteRange.within(asked.get(), from.attributes().size());
      BodyDigests.Sums sums = read(from, range, upload.algorithm(), file);
      ObjectAttributes part = MultipartOperations.part(sums);
      uploads.put(upload, number, file, part);
      XmlAnswer.of(
              "CopyPartResult",
              to -> {
                to.element(
                    "LastModified", BucketOperations.time(Instant.ofEpochMilli(part.modified())));
                to.element("ETag", ObjectOperations.quoted(part.etag()));
                part.checksum().ifPresent(sum -> to.element(sum.algorithm().element(), sum.text()));
              })
          .send(request.exchange());
    }
  }
}
