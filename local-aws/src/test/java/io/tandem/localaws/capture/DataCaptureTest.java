package io.tandem.localaws.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localsagemaker.endpoint.AnsweredInvocation;
import io.tandem.localsagemaker.endpoint.ByteBudget;
import io.tandem.localsagemaker.endpoint.Endpoint;
import io.tandem.localsagemaker.s3.PartFile;
import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which calls are written, when, and what is said of those that are not. */
final class DataCaptureTest {
  private static final Endpoint ENDPOINT =
      new Endpoint("shop", "AllTraffic", "111122223333", "eu-west-1");
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Pattern KEY =
      Pattern.compile("\\d{4}/\\d\\d/\\d\\d/\\d\\d/\\d\\d-\\d\\d-\\d{3}-[0-9a-f-]{36}\\.jsonl");

  @TempDir Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private static CaptureConfig config(int percentage) {
    return new CaptureConfig(
        true, percentage, "s3://bucket/captured/", "", true, true, Set.of(), Set.of("text/csv"));
  }

  private static AnsweredInvocation call(String body) {
    var part = new AnsweredInvocation.Body("text/csv", body.getBytes(UTF_8));
    return new AnsweredInvocation(part, part, null, null);
  }

  private DataCapture capture(int percentage, Duration age) {
    return capture(folder, percentage, age);
  }

  private DataCapture capture(Path root, int percentage, Duration age) {
    return DataCapture.start(
        config(percentage),
        ENDPOINT,
        new S3Folder(root),
        new Terminal(new PrintStream(said, true, UTF_8)),
        new ByteBudget(64 << 20),
        age);
  }

  private Path variant() {
    return folder.resolve("bucket/captured/shop/AllTraffic");
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(variant())) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(variant())) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** Whether there are objects, and none is under way. */
  private boolean appeared() throws IOException {
    try {
      List<Path> seen = files();
      return !seen.isEmpty() && seen.stream().noneMatch(PartFile::isPart);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof NoSuchFileException) {
        return false; // It took its name while it was looked at.
      }
      throw e;
    }
  }

  private List<String> lines() throws IOException {
    var lines = Stream.<String>builder();
    for (Path file : files()) {
      Files.readAllLines(file).forEach(lines);
    }
    return lines.build().toList();
  }

  @Test
  void closingWritesAllThatWasSampledInOneObjectOfItsHour() throws IOException {
    try (DataCapture capture = capture(100, LONG)) {
      IntStream.range(0, 1000).forEach(i -> capture.answered(call("call " + i)));
    }

    assertEquals(1000, lines().size());
    assertTrue(lines().get(999).contains("\"call 999\""), lines().get(999));
    assertEquals(1, files().size());
    String key = variant().relativize(files().getFirst()).toString();
    assertTrue(KEY.matcher(key).matches(), key);
    assertEquals("", said.toString(UTF_8));
  }

  @Test
  void anObjectAppearsWholeWhenItIsOldEnough() throws IOException {
    try (DataCapture capture = capture(100, Duration.ofMillis(50))) {
      capture.answered(call("first"));
      long deadline = System.nanoTime() + DEADLINE.toNanos();
      while (!appeared()) {
        assertTrue(System.nanoTime() < deadline, "waited in vain for an object");
        Thread.onSpinWait();
      }

      assertEquals(1, lines().size());
    }
    assertEquals(1, files().size());
  }

  @Test
  void thePercentageIsSampledAtRandom() throws IOException {
    try (DataCapture capture = capture(20, LONG)) {
      IntStream.range(0, 10_000).forEach(i -> capture.answered(call("x")));
    }

    int sampled = lines().size();
    assertTrue(sampled > 1700 && sampled < 2300, () -> sampled + " of 10000");
  }

  @Test
  void nothingIsSampledAtZero() throws IOException {
    try (DataCapture capture = capture(0, LONG)) {
      IntStream.range(0, 1000).forEach(i -> capture.answered(call("x")));
    }

    assertEquals(List.of(), files());
  }

  @Test
  void callsThatCannotBeWrittenAreCounted() throws IOException {
    Files.createDirectories(folder.resolve("bucket/captured"));
    Files.writeString(folder.resolve("bucket/captured/shop"), "a file where a folder should be");

    try (DataCapture capture = capture(100, LONG)) {
      IntStream.range(0, 1000).forEach(i -> capture.answered(call("x")));
    }

    assertEquals(1000, lost(), () -> said.toString(UTF_8));
  }

  /** As it was said. */
  private int lost() {
    return Pattern.compile("endpoint shop: (\\d+) calls were not captured")
        .matcher(said.toString(UTF_8))
        .results()
        .mapToInt(found -> Integer.parseInt(found.group(1)))
        .sum();
  }

  @Test
  void callsAreCountedToTheEndWhateverFails() throws IOException {
    FileSystem zip = FileSystems.newFileSystem(folder.resolve("s3.zip"), Map.of("create", "true"));
    Path root = zip.getPath("/");
    zip.close();

    try (DataCapture capture = capture(root, 100, Duration.ZERO)) {
      for (int i = 1; i <= 3; i++) {
        capture.answered(call("x"));
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (lost() < i) {
          assertTrue(System.nanoTime() < deadline, () -> said.toString(UTF_8));
          Thread.onSpinWait();
        }
      }
    }

    assertEquals(3, lost(), () -> said.toString(UTF_8));
  }

  @Test
  void whatAKilledProgramLeftOfTheEndpointIsDeleted() throws IOException {
    Path left = variant().resolveSibling("Earlier/2026/11/30/03/.transform-0.part");
    Files.createDirectories(left.getParent());
    Files.createFile(left);

    capture(100, LONG).close();

    assertTrue(Files.notExists(left));
  }

  @Test
  void eachHourHasObjectsOfItsOwn() throws IOException {
    var objects =
        new CaptureObjects(config(100), folder.resolve("bucket/captured/shop"), "AllTraffic", LONG);
    var before = new CapturedInvocation(call("x"), Instant.parse("2026-11-30T02:59:59.999Z"));
    var after = new CapturedInvocation(call("y"), Instant.parse("2026-11-30T03:00:00Z"));

    objects.write(before);
    assertTrue(objects.takes(before));
    assertEquals(false, objects.takes(after));
    objects.complete();
    objects.write(after);
    objects.complete();

    assertEquals(
        List.of("2026/11/30/02", "2026/11/30/03"),
        files().stream()
            .map(file -> variant().relativize(file).subpath(0, 4).toString())
            .sorted()
            .toList());
  }

  @Test
  void whatDoesNotFitIsRefusedAndCounted() throws InterruptedException {
    var call = new CapturedInvocation(call("x".repeat(1000)), Instant.EPOCH);
    var buffer = new CaptureBuffer(new ByteBudget(3 * call.size()));

    for (int i = 0; i < 5; i++) {
      buffer.add(call);
    }
    CaptureBuffer.Batch first = buffer.take();
    buffer.add(call); // The batch is still held.
    CaptureBuffer.Batch second = buffer.take(1);
    buffer.add(call);
    buffer.close();
    buffer.add(call);
    CaptureBuffer.Batch last = buffer.take();

    assertEquals(
        List.of(3, 0, 1),
        List.of(first, second, last).stream().map(b -> b.calls().size()).toList());
    assertEquals(List.of(2L, 1L, 1L), List.of(first.refused(), second.refused(), last.refused()));
    assertEquals(List.of(false, false, true), List.of(first.last(), second.last(), last.last()));
  }

  @Test
  void whatWaitsOfAllEndpointsIsBoundedTogether() throws InterruptedException {
    var call = new CapturedInvocation(call("x".repeat(1000)), Instant.EPOCH);
    var budget = new ByteBudget(3 * call.size());
    var one = new CaptureBuffer(budget);
    var other = new CaptureBuffer(budget);

    one.add(call);
    one.add(call);
    other.add(call);
    other.add(call);
    one.release();
    other.add(call);

    CaptureBuffer.Batch batch = other.take();
    assertEquals(2, batch.calls().size());
    assertEquals(1, batch.refused());
  }
}
