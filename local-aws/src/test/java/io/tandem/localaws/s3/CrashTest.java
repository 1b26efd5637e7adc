package io.tandem.localaws.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The server's process is killed in the middle of puts: each object is whole, or not there. */
final class CrashTest {
  private static final int ROUNDS = Integer.getInteger("tandem.s3-crashes", 5);
  private static final int KEYS = 6;
  private static final int PART = 5 << 20;

  @Test
  void aKillLeavesNoHalfObject(@TempDir Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("orders"));
    var random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      try (Server server = Server.start(folder);
          S3Client s3 = TestServer.client(server.address())) {
        wholeOrAbsent(s3, folder);
        killMeanwhile(server, s3, random.nextInt(30));
      }
    }
    try (Server server = Server.start(folder);
        S3Client s3 = TestServer.client(server.address())) {
      assertTrue(wholeOrAbsent(s3, folder) > 0);
      try (Stream<Path> left = Files.list(folder.resolve(".s3/under-way"))) {
        assertEquals(List.of(), left.toList());
      }
    }
  }

  /** Kills it behind so many puts, while the next ones are under way. */
  private static void killMeanwhile(Server server, S3Client s3, int puts)
      throws InterruptedException {
    var reached = new CountDownLatch(puts);
    var killed = new AtomicBoolean();
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  var random = new Random(puts);
                  while (!killed.get()) {
                    try {
                      if (random.nextInt(8) == 0) {
                        multipart(s3, random.nextInt(KEYS), random.nextInt());
                      } else {
                        put(s3, random.nextInt(KEYS), random);
                      }
                    } catch (SdkException e) {
                      // Its server is gone.
                      killed.set(true);
                    }
                    reached.countDown();
                  }
                  while (reached.getCount() > 0) {
                    reached.countDown();
                  }
                });
    reached.await();
    server.kill();
    writer.join();
  }

  /** All bytes are the same, and the metadata says which, and how many. */
  private static void put(S3Client s3, int key, Random random) {
    byte[] body = new byte[random.nextInt(2_000_000)];
    byte fill = (byte) random.nextInt();
    Arrays.fill(body, fill);
    s3.putObject(
        b -> b.bucket("orders").key("a/" + key + "/b").metadata(described(body)),
        RequestBody.fromBytes(body));
  }

  private static Map<String, String> described(byte[] body) {
    return Map.of("size", "" + body.length, "fill", body.length == 0 ? "0" : "" + body[0]);
  }

  private static void multipart(S3Client s3, int key, int seed) {
    byte[] body = new byte[PART + 100];
    Arrays.fill(body, (byte) seed);
    String name = "a/" + key + "/b";
    String id =
        s3.createMultipartUpload(b -> b.bucket("orders").key(name).metadata(described(body)))
            .uploadId();
    List<CompletedPart> parts =
        Stream.of(1, 2)
            .map(
                number ->
                    CompletedPart.builder()
                        .partNumber(number)
                        .eTag(
                            s3.uploadPart(
                                    b ->
                                        b.bucket("orders")
                                            .key(name)
                                            .uploadId(id)
                                            .partNumber(number),
                                    RequestBody.fromBytes(
                                        number == 1
                                            ? Arrays.copyOf(body, PART)
                                            : Arrays.copyOf(body, 100)))
                                .eTag())
                        .build())
            .toList();
    s3.completeMultipartUpload(
        b -> b.bucket("orders").key(name).uploadId(id).multipartUpload(m -> m.parts(parts)));
  }

  /** How many there are. */
  private static int wholeOrAbsent(S3Client s3, Path folder) throws IOException {
    List<S3Object> objects = s3.listObjectsV2(b -> b.bucket("orders")).contents();
    for (S3Object each : objects) {
      var got = s3.getObjectAsBytes(b -> b.bucket("orders").key(each.key()));
      Map<String, String> metadata = got.response().metadata();
      byte[] body = new byte[Integer.parseInt(metadata.getOrDefault("size", "-1"))];
      Arrays.fill(body, Byte.parseByte(metadata.getOrDefault("fill", "")));
      assertArrayEquals(body, got.asByteArray(), each.key());
    }
    try (Stream<Path> files = Files.walk(folder.resolve("orders"))) {
      assertEquals(files.filter(Files::isRegularFile).count(), objects.size());
    }
    return objects.size();
  }

  /** A process of its own. */
  private record Server(Process process, URI address) implements AutoCloseable {
    static Server start(Path folder) throws IOException {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  TestServer.class.getName(),
                  folder.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      // Not closed: it would close what the process writes to.
      BufferedReader out = process.inputReader(UTF_8);
      String port = out.readLine();
      return new Server(process, URI.create("http://127.0.0.1:" + port));
    }

    /** With SIGKILL. */
    void kill() {
      process.destroyForcibly();
      process.onExit().join();
    }

    @Override
    public void close() {
      kill();
    }
  }
}
