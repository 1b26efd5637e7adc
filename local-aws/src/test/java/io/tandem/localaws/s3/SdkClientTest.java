package io.tandem.localaws.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/** What a caller with the AWS SDK gets, who tells it an address and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SdkClientTest {
  private static final int PART = 5 << 20;

  private TestServer server;
  private S3Client s3;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    server = TestServer.start(folder);
    s3 = server.client();
    s3.createBucket(b -> b.bucket("orders"));
  }

  @AfterAll
  void stop() {
    s3.close();
    server.close();
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private PutObjectResponse put(String key, byte[] body) {
    return s3.putObject(b -> b.bucket("orders").key(key), RequestBody.fromBytes(body));
  }

  private byte[] get(String key) {
    return s3.getObjectAsBytes(b -> b.bucket("orders").key(key)).asByteArray();
  }

  private static void refused(int status, String code, Executable call) {
    S3Exception refusal = assertThrows(S3Exception.class, call);
    assertEquals(status, refusal.statusCode());
    assertEquals(code, refusal.awsErrorDetails().errorCode());
    assertFalse(refusal.requestId().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 8191, 65_536, 1 << 20, 20 << 20})
  void aBodyIsStoredWithoutItsChunks(int size) throws IOException {
    byte[] body = bytes(size);

    PutObjectResponse put = put("sizes/" + size, body);

    assertArrayEquals(body, Files.readAllBytes(server.file("orders", "sizes/" + size)));
    assertArrayEquals(body, get("sizes/" + size));
    assertEquals("FULL_OBJECT", put.checksumTypeAsString());
  }

  @ParameterizedTest
  @EnumSource(
      value = ChecksumAlgorithm.class,
      names = {"CRC32", "SHA1", "SHA256"})
  void eachChecksumIsVerifiedAndGivenBack(ChecksumAlgorithm algorithm) {
    s3.putObject(
        b -> b.bucket("orders").key("sum").checksumAlgorithm(algorithm),
        RequestBody.fromString("123456789"));

    GetObjectResponse got =
        s3.getObjectAsBytes(b -> b.bucket("orders").key("sum").checksumMode(ChecksumMode.ENABLED))
            .response();

    String sum =
        switch (algorithm) {
          case CRC32 -> got.checksumCRC32();
          case SHA1 -> got.checksumSHA1();
          default -> got.checksumSHA256();
        };
    assertEquals(
        switch (algorithm) {
          case CRC32 -> "y/Q5Jg==";
          case SHA1 -> "98O8HYCOBHMq32eZZczDTKeuNEE=";
          default -> "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=";
        },
        sum);
  }

  @Test
  void typeAndMetadataComeBack() {
    s3.putObject(
        b ->
            b.bucket("orders")
                .key("described")
                .contentType("text/csv")
                .cacheControl("no-store")
                .contentEncoding("gzip")
                .contentDisposition("attachment")
                .metadata(Map.of("shop", "one", "empty", "x")),
        RequestBody.fromString("a,b"));

    HeadObjectResponse head = s3.headObject(b -> b.bucket("orders").key("described"));

    assertEquals("text/csv", head.contentType());
    assertEquals("no-store", head.cacheControl());
    assertEquals("gzip", head.contentEncoding());
    assertEquals("attachment", head.contentDisposition());
    assertEquals(Map.of("shop", "one", "empty", "x"), head.metadata());
    assertEquals(3, head.contentLength());
    assertEquals(
        "text/plain",
        s3.getObjectAsBytes(
                b -> b.bucket("orders").key("described").responseContentType("text/plain"))
            .response()
            .contentType());
  }

  @Test
  void aFilePutThereByHandIsAnObjectAndWhatWasKnownOfAnEarlierOneIsForgotten() throws IOException {
    put("hand", bytes(3));
    Files.writeString(server.file("orders", "hand"), "hello");

    HeadObjectResponse head = s3.headObject(b -> b.bucket("orders").key("hand"));

    assertEquals("\"5d41402abc4b2a76b9719d911017c592\"", head.eTag());
    assertEquals("binary/octet-stream", head.contentType());
    assertEquals("hello", new String(get("hand"), UTF_8));
  }

  @Test
  void rangesAreTheirBytes() {
    byte[] body = bytes(300_000);
    put("ranged", body);

    assertRange(body, "bytes=0-0", 0, 1);
    assertRange(body, "bytes=100000-299999", 100_000, 200_000);
    assertRange(body, "bytes=299990-", 299_990, 10);
    assertRange(body, "bytes=-7", 299_993, 7);
    assertRange(body, "bytes=1-999999999", 1, 299_999);
    assertRange(body, "bytes=5-2", 0, 300_000);
    refused(416, "InvalidRange", () -> ranged("bytes=300000-"));
    refused(416, "InvalidRange", () -> ranged("bytes=-0"));
  }

  private byte[] ranged(String range) {
    return s3.getObjectAsBytes(b -> b.bucket("orders").key("ranged").range(range)).asByteArray();
  }

  private void assertRange(byte[] body, String range, int from, int count) {
    byte[] expected = Arrays.copyOfRange(body, from, from + count);
    assertArrayEquals(expected, ranged(range), range);
  }

  @Test
  void conditionsOfReadersAndWritersAreHeld() {
    String etag = put("conditional", bytes(4)).eTag();
    GetObjectRequest.Builder get = GetObjectRequest.builder().bucket("orders").key("conditional");
    Instant past = Instant.now().minusSeconds(1000);
    Instant future = Instant.now().plusSeconds(1000);

    assertEquals(4, read(get.copy().ifMatch(etag)));
    assertEquals(4, read(get.copy().ifModifiedSince(past)));
    assertEquals(4, read(get.copy().ifUnmodifiedSince(future)));
    assertEquals(4, read(get.copy().ifMatch(etag).ifUnmodifiedSince(past)));
    assertStatus(412, () -> read(get.copy().ifMatch("\"other\"")));
    assertStatus(412, () -> read(get.copy().ifUnmodifiedSince(past)));
    assertStatus(304, () -> read(get.copy().ifNoneMatch(etag)));
    assertStatus(304, () -> read(get.copy().ifModifiedSince(future)));
    refused(
        412,
        "PreconditionFailed",
        () ->
            s3.putObject(
                b -> b.bucket("orders").key("conditional").ifNoneMatch("*"),
                RequestBody.fromString("b")));
    refused(
        404,
        "NoSuchKey",
        () ->
            s3.putObject(
                b -> b.bucket("orders").key("absent").ifMatch(etag), RequestBody.fromString("b")));
    assertEquals(4, read(get));
  }

  private int read(GetObjectRequest.Builder request) {
    return s3.getObjectAsBytes(request.build()).asByteArray().length;
  }

  private static void assertStatus(int status, Executable call) {
    assertEquals(status, assertThrows(S3Exception.class, call).statusCode());
  }

  @Test
  void aCopyHasTheBytesAndTheMetadataThatAreAskedFor() {
    s3.putObject(
        b -> b.bucket("orders").key("from/ü +").contentType("a/b").metadata(Map.of("k", "v")),
        RequestBody.fromString("copied"));

    s3.copyObject(
        b ->
            b.sourceBucket("orders")
                .sourceKey("from/ü +")
                .destinationBucket("orders")
                .destinationKey("to/same"));
    s3.copyObject(
        b ->
            b.sourceBucket("orders")
                .sourceKey("from/ü +")
                .destinationBucket("orders")
                .destinationKey("to/other")
                .metadataDirective(MetadataDirective.REPLACE)
                .contentType("c/d"));

    HeadObjectResponse same = s3.headObject(b -> b.bucket("orders").key("to/same"));
    HeadObjectResponse other = s3.headObject(b -> b.bucket("orders").key("to/other"));
    assertEquals("copied", new String(get("to/same"), UTF_8));
    assertEquals("a/b", same.contentType());
    assertEquals(Map.of("k", "v"), same.metadata());
    assertEquals("c/d", other.contentType());
    assertEquals(Map.of(), other.metadata());
    refused(400, "InvalidRequest", () -> copyOntoItself("to/same"));
    refused(404, "NoSuchKey", () -> copyOntoItself("nowhere/x"));
  }

  private void copyOntoItself(String key) {
    String to = key.equals("nowhere/x") ? "elsewhere" : key;
    s3.copyObject(
        b ->
            b.sourceBucket("orders").sourceKey(key).destinationBucket("orders").destinationKey(to));
  }

  @Test
  void partsBecomeAnObject() throws IOException {
    byte[] body = bytes(2 * PART + 1000);
    CreateMultipartUploadResponse upload =
        s3.createMultipartUpload(b -> b.bucket("orders").key("parts").contentType("a/b"));
    List<CompletedPart> parts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      parts.add(part(upload.uploadId(), i + 1, body));
    }
    // Sent again, it is the later one that counts.
    parts.set(1, part(upload.uploadId(), 2, body));
    assertEquals(
        List.of(1, 2, 3),
        s3
            .listParts(b -> b.bucket("orders").key("parts").uploadId(upload.uploadId()))
            .parts()
            .stream()
            .map(each -> each.partNumber())
            .toList());
    assertEquals(
        List.of("parts"),
        s3.listMultipartUploads(b -> b.bucket("orders")).uploads().stream()
            .map(each -> each.key())
            .toList());

    var completed = complete(upload.uploadId(), parts);

    assertTrue(completed.eTag().endsWith("-3\""));
    assertArrayEquals(body, get("parts"));
    assertEquals("a/b", s3.headObject(b -> b.bucket("orders").key("parts")).contentType());
    refused(404, "NoSuchUpload", () -> complete(upload.uploadId(), parts));
    try (var left = Files.list(server.root().resolve(".s3/uploads"))) {
      assertEquals(0, left.count());
    }
  }

  private CompletedPart part(String id, int number, byte[] body) {
    int from = (number - 1) * PART;
    byte[] bytes = Arrays.copyOfRange(body, from, Math.min(body.length, from + PART));
    String etag =
        s3.uploadPart(
                b -> b.bucket("orders").key("parts").uploadId(id).partNumber(number),
                RequestBody.fromBytes(bytes))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  private CompleteMultipartUploadResponse complete(String id, List<CompletedPart> parts) {
    return s3.completeMultipartUpload(
        b ->
            b.bucket("orders")
                .key("parts")
                .uploadId(id)
                .multipartUpload(done -> done.parts(parts)));
  }

  @Test
  void wrongPartsAreRefusedAndLeaveTheUploadAsItIs() {
    byte[] body = bytes(3000);
    String id = s3.createMultipartUpload(b -> b.bucket("orders").key("parts")).uploadId();
    CompletedPart one = part(id, 1, body);
    String other =
        s3.uploadPart(
                b -> b.bucket("orders").key("parts").uploadId(id).partNumber(2),
                RequestBody.fromString("x"))
            .eTag();
    CompletedPart two = CompletedPart.builder().partNumber(2).eTag(other).build();

    refused(400, "EntityTooSmall", () -> complete(id, List.of(one, two)));
    refused(400, "InvalidPartOrder", () -> complete(id, List.of(two, one)));
    refused(400, "InvalidPart", () -> complete(id, List.of(one.toBuilder().eTag("\"0\"").build())));
    refused(400, "InvalidPart", () -> complete(id, List.of(one.toBuilder().partNumber(7).build())));
    refused(404, "NoSuchUpload", () -> complete("0".repeat(32), List.of(one)));
    refused(404, "NoSuchUpload", () -> complete("../../orders", List.of(one)));
    complete(id, List.of(one));
    assertArrayEquals(body, get("parts"));

    String aborted = s3.createMultipartUpload(b -> b.bucket("orders").key("parts")).uploadId();
    s3.abortMultipartUpload(b -> b.bucket("orders").key("parts").uploadId(aborted));
    // This client reads no body when it was not told to go on.
    assertStatus(404, () -> part(aborted, 1, body));
  }

  @Test
  void aPartIsCopiedFromAnObject() {
    byte[] body = bytes(PART + 10);
    put("source", body);
    String id = s3.createMultipartUpload(b -> b.bucket("orders").key("parts")).uploadId();
    String etag =
        s3.uploadPartCopy(
                b ->
                    b.sourceBucket("orders")
                        .sourceKey("source")
                        .destinationBucket("orders")
                        .destinationKey("parts")
                        .uploadId(id)
                        .partNumber(1)
                        .copySourceRange("bytes=10-" + (PART + 9)))
            .copyPartResult()
            .eTag();

    complete(id, List.of(CompletedPart.builder().partNumber(1).eTag(etag).build()));

    assertArrayEquals(Arrays.copyOfRange(body, 10, PART + 10), get("parts"));
  }

  @Test
  void listsAreInTheOrderOfBytesAndGroupedByDelimiter() {
    s3.createBucket(b -> b.bucket("listed"));
    List<String> keys =
        List.of("a", "b-c", "b.txt", "b/1", "b/2", "b0", "é", "\uffee", "\ud834\udd1e");
    keys.forEach(
        key -> s3.putObject(b -> b.bucket("listed").key(key), RequestBody.fromString("x")));

    for (int page : List.of(1, 2, 3, 1000)) {
      assertEquals(keys, all("", "", page));
      assertEquals(
          List.of("a", "b-c", "b.txt", "b/", "b0", "é", "\uffee", "\ud834\udd1e"),
          all("", "/", page));
    }
    assertEquals(List.of("b/1", "b/2"), all("b/", "/", 1));
    assertEquals(List.of("b-", "b.txt", "b/1", "b/2", "b0"), all("b", "-", 2));
    assertEquals(List.of(), all("../", "", 10));
    assertEquals(List.of(), all("b//", "", 10));
    assertEquals(List.of(), all("/", "/", 10));
    ListObjectsV2Response none = s3.listObjectsV2(b -> b.bucket("listed").prefix("b").maxKeys(0));
    assertEquals(0, none.keyCount());
    assertFalse(none.isTruncated());
    assertEquals(
        List.of("b/2", "b0"),
        s3.listObjectsV2(b -> b.bucket("listed").startAfter("b/1").maxKeys(2)).contents().stream()
            .map(S3Object::key)
            .toList());
    ListObjectsResponse first = s3.listObjects(b -> b.bucket("listed").delimiter("/").maxKeys(4));
    assertEquals("b/", first.nextMarker());
    assertEquals(
        "b0",
        s3.listObjects(b -> b.bucket("listed").delimiter("/").marker("b/"))
            .contents()
            .getFirst()
            .key());
  }

  /** Keys and groups of all pages, in the order of the pages. */
  private List<String> all(String prefix, String delimiter, int page) {
    List<String> all = new ArrayList<>();
    s3.listObjectsV2Paginator(
            ListObjectsV2Request.builder()
                .bucket("listed")
                .prefix(prefix)
                .delimiter(delimiter.isEmpty() ? null : delimiter)
                .maxKeys(page)
                .build())
        .forEach(
            answer -> {
              List<String> entries = new ArrayList<>();
              answer.contents().forEach(object -> entries.add(object.key()));
              answer.commonPrefixes().forEach(group -> entries.add(group.prefix()));
              entries.sort((a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8)));
              assertTrue(entries.size() <= page);
              all.addAll(entries);
            });
    return all;
  }

  @Test
  void manyAreDeletedAtOnce() {
    put("many/1", bytes(1));
    put("many/2", bytes(1));
    DeleteObjectsResponse deleted =
        s3.deleteObjects(
            b -> b.bucket("orders").delete(objects("many/1", "many/2", "many/none", "many//x")));

    assertEquals(
        List.of("many/1", "many/2", "many/none"),
        deleted.deleted().stream().map(each -> each.key()).toList());
    assertEquals("many//x", deleted.errors().getFirst().key());
    assertEquals("InvalidArgument", deleted.errors().getFirst().code());
    assertFalse(Files.exists(server.file("orders", "many")));
    String[] tooMany = new String[1001];
    Arrays.fill(tooMany, "k");
    refused(
        400,
        "MalformedXML",
        () -> s3.deleteObjects(b -> b.bucket("orders").delete(objects(tooMany))));
  }

  private static Delete objects(String... keys) {
    return Delete.builder()
        .objects(
            Arrays.stream(keys).map(key -> ObjectIdentifier.builder().key(key).build()).toList())
        .build();
  }

  @Test
  void bucketsAreFolders() {
    s3.createBucket(
        b ->
            b.bucket("second")
                .createBucketConfiguration(c -> c.locationConstraint(TestServer.REGION)));
    s3.putObject(b -> b.bucket("second").key("a/b"), RequestBody.fromString("x"));

    assertTrue(Files.isDirectory(server.root().resolve("second")));
    assertTrue(s3.listBuckets().buckets().stream().anyMatch(b -> b.name().equals("second")));
    assertEquals(
        TestServer.REGION,
        s3.getBucketLocation(b -> b.bucket("second")).locationConstraintAsString());
    s3.headBucket(b -> b.bucket("second"));
    refused(409, "BucketAlreadyOwnedByYou", () -> s3.createBucket(b -> b.bucket("second")));
    refused(409, "BucketNotEmpty", () -> s3.deleteBucket(b -> b.bucket("second")));
    s3.deleteObject(b -> b.bucket("second").key("a/b"));
    s3.deleteBucket(b -> b.bucket("second"));
    refused(404, "NoSuchBucket", () -> s3.deleteBucket(b -> b.bucket("second")));
    refused(404, "NoSuchBucket", () -> s3.listObjectsV2(b -> b.bucket("second")));
    assertStatus(404, () -> s3.headBucket(b -> b.bucket("second")));
    // This client reads no body when it was not told to go on.
    assertStatus(
        404, () -> s3.putObject(b -> b.bucket("second").key("a"), RequestBody.fromString("x")));
  }

  @Test
  void aKeyThatIsAFolderOrLiesBelowAnObjectIsRefused() {
    put("tree/object", bytes(1));

    refused(400, "InvalidArgument", () -> put("tree", bytes(1)));
    refused(400, "InvalidArgument", () -> put("tree/object/below", bytes(1)));
    refused(404, "NoSuchKey", () -> get("tree"));
    refused(404, "NoSuchKey", () -> get("tree/object/below"));
    s3.deleteObject(b -> b.bucket("orders").key("tree/object"));
    put("tree", bytes(1));
    s3.deleteObject(b -> b.bucket("orders").key("tree"));
  }

  /** Notes down which operation's answer it is. */
  private static void called(Set<Operation> called, SdkResponse... answers) {
    for (SdkResponse answer : answers) {
      String name = answer.getClass().getSimpleName().replaceFirst("Response$", "");
      called.add(
          Operation.valueOf(name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT)));
    }
  }

  @Test
  void itCallsEveryOperation() {
    Set<Operation> called = EnumSet.noneOf(Operation.class);
    called(called, s3.createBucket(b -> b.bucket("all")), s3.headBucket(b -> b.bucket("all")));
    called(called, s3.listBuckets(), s3.getBucketLocation(b -> b.bucket("all")));
    var body = RequestBody.fromString("x");
    called(called, s3.putObject(b -> b.bucket("all").key("a"), body));
    called(
        called,
        s3.copyObject(
            b ->
                b.sourceBucket("all").sourceKey("a").destinationBucket("all").destinationKey("b")));
    called(called, s3.headObject(b -> b.bucket("all").key("b")));
    called(called, s3.getObjectAsBytes(b -> b.bucket("all").key("b")).response());
    called(called, s3.listObjects(b -> b.bucket("all")), s3.listObjectsV2(b -> b.bucket("all")));
    upload(called);
    called(called, s3.deleteObject(b -> b.bucket("all").key("a")));
    called(
        called,
        s3.deleteObjects(
            b ->
                b.bucket("all")
                    .delete(
                        of ->
                            of.objects(
                                ObjectIdentifier.builder().key("b").build(),
                                ObjectIdentifier.builder().key("c").build()))));
    called(called, s3.deleteBucket(b -> b.bucket("all")));

    assertEquals(EnumSet.allOf(Operation.class), called);
  }

  private void upload(Set<Operation> called) {
    CreateMultipartUploadResponse upload = s3.createMultipartUpload(b -> b.bucket("all").key("c"));
    String id = upload.uploadId();
    called(called, upload, s3.listMultipartUploads(b -> b.bucket("all")));
    called(
        called,
        s3.uploadPart(
            b -> b.bucket("all").key("c").uploadId(id).partNumber(1), RequestBody.fromString("x")));
    UploadPartCopyResponse part =
        s3.uploadPartCopy(
            b ->
                b.sourceBucket("all")
                    .sourceKey("a")
                    .destinationBucket("all")
                    .destinationKey("c")
                    .uploadId(id)
                    .partNumber(1));
    called(called, part, s3.listParts(b -> b.bucket("all").key("c").uploadId(id)));
    called(
        called,
        s3.completeMultipartUpload(
            b ->
                b.bucket("all")
                    .key("c")
                    .uploadId(id)
                    .multipartUpload(
                        of ->
                            of.parts(
                                CompletedPart.builder()
                                    .partNumber(1)
                                    .eTag(part.copyPartResult().eTag())
                                    .build()))));
    String second = s3.createMultipartUpload(b -> b.bucket("all").key("c")).uploadId();
    called(called, s3.abortMultipartUpload(b -> b.bucket("all").key("c").uploadId(second)));
  }
}
