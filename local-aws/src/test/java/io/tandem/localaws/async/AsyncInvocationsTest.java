package io.tandem.localaws.async;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localsagemaker.s3.S3Folder;
import io.tandem.localsagemaker.terminal.Terminal;
import io.undertow.util.HeaderMap;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of calls that no container gets. */
final class AsyncInvocationsTest {
  /** None runs, so all wait. */
  private static final AsyncConfig CONFIG =
      new AsyncConfig("s3://bucket/answers", "s3://bucket/failures", "", "arn:aws:sns:x:y:bad", 0);

  @TempDir Path folder;

  private AsyncInvocations invocations() {
    return new AsyncInvocations(
        "shop",
        "eu-west-1",
        new S3Folder(folder),
        new Topics(folder.resolve("topics")),
        new Terminal(new PrintStream(OutputStream.nullOutputStream())),
        _ -> Optional.empty());
  }

  private static AsyncInvocation invocation(String id, Duration waits) {
    return new AsyncInvocation(
        CONFIG,
        "shop",
        id,
        "s3://bucket/a.csv",
        null,
        null,
        new HeaderMap(),
        "s3://bucket/answers/" + id,
        "s3://bucket/failures/" + id,
        Instant.now(),
        waits,
        Duration.ofMinutes(1));
  }

  private List<Path> files(String below) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(below))) {
      return files.toList();
    }
  }

  @Test
  void thoseThatWaitAreToldAlsoByAThreadThatIsInterrupted() throws IOException {
    AsyncInvocations invocations = invocations();
    assertTrue(invocations.submit(invocation("one", Duration.ofHours(1))));
    assertTrue(invocations.submit(invocation("two", Duration.ofHours(1))));

    Thread.currentThread().interrupt();
    invocations.close();

    assertTrue(Thread.interrupted());
    assertEquals(2, files("bucket/failures").size());
    assertEquals(2, files("topics/sns-bad").size());
  }

  @Test
  void thoseThatHaveWaitedTooLongHoldNoPlace() throws IOException {
    Files.createDirectories(folder.resolve("bucket"));
    Files.createFile(folder.resolve("bucket/a.csv"));
    try (AsyncInvocations invocations = invocations()) {
      for (int i = 0; i < 1000; i++) {
        assertTrue(invocations.submit(invocation("late-" + i, Duration.ZERO)));
      }

      assertTrue(invocations.submit(invocation("next", Duration.ofHours(1))));
    }

    assertEquals(1001, files("topics/sns-bad").size());
    assertTrue(
        Files.readString(folder.resolve("bucket/failures/late-0"))
            .contains("The request waited longer than 0 s"));
  }

  @Test
  void whatAKilledProgramLeftIsDeleted() throws IOException {
    var left = new ArrayList<Path>();
    for (String below : List.of("bucket/answers/de", "bucket/failures", "topics/sns-bad")) {
      Path file = folder.resolve(below).resolve(".transform-0.part");
      Files.createDirectories(file.getParent());
      left.add(Files.createFile(file));
    }

    try (AsyncInvocations invocations = invocations()) {
      invocations.deleteLeftovers(CONFIG);
    }

    assertEquals(List.of(), left.stream().filter(Files::exists).toList());
  }
}
