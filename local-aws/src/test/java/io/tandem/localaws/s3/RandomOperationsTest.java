package io.tandem.localaws.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Two clients at once, each with the keys below its own prefix and a map of what should be there;
 * both share folders of the bucket. {@code -Dtandem.s3-operations=N} takes another number.
 */
final class RandomOperationsTest {
  private static final int OPERATIONS = Integer.getInteger("tandem.s3-operations", 600);
  private static final String[] NAMES = {
    "a", "b", "a-", "a.b", "a0", "é", "\uffee", "\ud83d\ude00"
  };

  @Test
  void twoClientsFindWhatTheyStored(@TempDir Path folder)
      throws IOException, InterruptedException, ExecutionException {
    try (TestServer server = TestServer.start(folder);
        S3Client first = server.client();
        S3Client second = server.client();
        ExecutorService both = Executors.newFixedThreadPool(2)) {
      first.createBucket(b -> b.bucket("orders"));
      List<Callable<Integer>> clients =
          List.of(
              () -> new Client(first, "x", 1).run(OPERATIONS),
              () -> new Client(second, "y", 2).run(OPERATIONS));
      for (Future<Integer> each : both.invokeAll(clients)) {
        each.get();
      }
      try (Stream<Path> left = Files.list(folder.resolve(".s3/under-way"))) {
        assertEquals(0, left.count());
      }
    }
  }

  /** One of them, and what it knows. */
  private static final class Client {
    private final S3Client s3;
    private final String own;
    private final Random random;
    private final TreeMap<String, byte[]> model =
        new TreeMap<>((a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8)));

    Client(S3Client s3, String own, int seed) {
      this.s3 = s3;
      this.own = own;
      this.random = new Random(seed);
    }

    int run(int operations) {
      for (int i = 0; i < operations; i++) {
        switch (random.nextInt(10)) {
          case 0, 1, 2 -> put(key(), body());
          case 3 -> delete(key());
          case 4 -> copy(key(), key());
          case 5 -> multipart(key(), body());
          case 6 -> deleteAll(List.of(key(), key(), key()));
          case 7, 8 -> list();
          default -> get(key());
        }
      }
      list();
      for (String key : List.copyOf(model.keySet())) {
        get(key);
      }
      return operations;
    }

    /** Its last name tells the clients apart, so folders are shared and files are not. */
    private String key() {
      var key = new StringBuilder();
      for (int depth = random.nextInt(3); depth > 0; depth--) {
        key.append(NAMES[random.nextInt(NAMES.length)]).append("_/");
      }
      key.append(own).append(NAMES[random.nextInt(NAMES.length)]);
      // Now and then below an object of its own, or where it has a folder.
      return random.nextInt(4) == 0 ? key.append("/z").toString() : key.toString();
    }

    private byte[] body() {
      byte[] body = new byte[random.nextInt(5) == 0 ? random.nextInt(100_000) : random.nextInt(9)];
      random.nextBytes(body);
      return body;
    }

    private boolean collides(String key) {
      String above = key.endsWith("/z") ? key.substring(0, key.length() - 2) : "";
      return model.containsKey(above) || model.containsKey(key + "/z");
    }

    private void change(String key, byte[] body, Runnable call) {
      if (collides(key)) {
        assertEquals(400, assertThrows(S3Exception.class, call::run).statusCode());
      } else {
        call.run();
        model.put(key, body);
      }
    }

    private void put(String key, byte[] body) {
      change(
          key,
          body,
          () ->
              s3.putObject(
                  b -> b.bucket("orders").key(key).metadata(Map.of("size", "" + body.length)),
                  RequestBody.fromBytes(body)));
    }

    private void copy(String from, String to) {
      byte[] body = model.get(from);
      if (from.equals(to)) {
        return;
      }
      Runnable call =
          () ->
              s3.copyObject(
                  b ->
                      b.sourceBucket("orders")
                          .sourceKey(from)
                          .destinationBucket("orders")
                          .destinationKey(to));
      if (body == null) {
        assertEquals(404, assertThrows(S3Exception.class, call::run).statusCode());
      } else {
        change(to, body, call);
      }
    }

    private void multipart(String key, byte[] body) {
      change(
          key,
          body,
          () -> {
            String id =
                s3.createMultipartUpload(
                        b -> b.bucket("orders").key(key).metadata(Map.of("size", "" + body.length)))
                    .uploadId();
            String etag =
                s3.uploadPart(
                        b -> b.bucket("orders").key(key).uploadId(id).partNumber(3),
                        RequestBody.fromBytes(body))
                    .eTag();
            CompletedPart part = CompletedPart.builder().partNumber(3).eTag(etag).build();
            s3.completeMultipartUpload(
                b -> b.bucket("orders").key(key).uploadId(id).multipartUpload(m -> m.parts(part)));
          });
    }

    private void delete(String key) {
      s3.deleteObject(b -> b.bucket("orders").key(key));
      model.remove(key);
    }

    private void deleteAll(List<String> keys) {
      Delete delete =
          Delete.builder()
              .objects(
                  keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList())
              .build();
      assertEquals(
          keys.size(), s3.deleteObjects(b -> b.bucket("orders").delete(delete)).deleted().size());
      keys.forEach(model::remove);
    }

    private void get(String key) {
      byte[] body = model.get(key);
      if (body == null) {
        S3Exception refusal =
            assertThrows(
                S3Exception.class, () -> s3.getObjectAsBytes(b -> b.bucket("orders").key(key)));
        assertEquals("NoSuchKey", refusal.awsErrorDetails().errorCode());
        return;
      }
      var object = s3.getObjectAsBytes(b -> b.bucket("orders").key(key));
      assertArrayEquals(body, object.asByteArray());
      assertEquals("" + body.length, object.response().metadata().get("size"));
    }

    /** The other client's keys come and go meanwhile, and are not looked at. */
    private void list() {
      String prefix = random.nextBoolean() ? "" : NAMES[random.nextInt(NAMES.length)] + "_/";
      boolean grouped = random.nextBoolean();
      int page = random.nextInt(4) == 0 ? 1000 : 1 + random.nextInt(20);
      List<String> keys = new ArrayList<>();
      TreeSet<String> groups = new TreeSet<>();
      s3.listObjectsV2Paginator(
              ListObjectsV2Request.builder()
                  .bucket("orders")
                  .prefix(prefix)
                  .delimiter(grouped ? "/" : null)
                  .maxKeys(page)
                  .build())
          .forEach(
              answer -> {
                answer.contents().forEach(object -> keys.add(object.key()));
                answer.commonPrefixes().forEach(group -> groups.add(group.prefix()));
              });
      keys.removeIf(key -> !isOwn(key));
      List<String> expected = new ArrayList<>();
      TreeSet<String> expectedGroups = new TreeSet<>();
      for (String key : model.keySet()) {
        int slash = key.indexOf('/', prefix.length());
        if (key.startsWith(prefix) && grouped && slash >= 0) {
          expectedGroups.add(key.substring(0, slash + 1));
        } else if (key.startsWith(prefix)) {
          expected.add(key);
        }
      }
      assertEquals(expected, keys);
      groups.removeIf(group -> !expectedGroups.contains(group));
      assertEquals(expectedGroups, groups);
    }

    private boolean isOwn(String key) {
      String file = key.endsWith("/z") ? key.substring(0, key.length() - 2) : key;
      return file.startsWith(own, file.lastIndexOf('/') + 1);
    }
  }
}
