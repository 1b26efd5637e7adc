package io.tandem.featurecontainer.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.inferenceserver.ContainerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class RecordRunTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void everyLineIsSeenOnceAtItsPlaceAndInOrderWhenItsTurnIsAwaited(int threads) throws Exception {
    Random random = new Random(threads);
    List<String> expected = new ArrayList<>();
    List<RecordFile> files = new ArrayList<>();
    for (int file = 0; file < 5; file++) {
      Path path = directory.resolve("f" + file + ".jsonl");
      files.addAll(RecordFile.at(write(path, random, expected)));
    }

    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    List<RecordRun.Work> works =
        Collections.nCopies(
            threads,
            (batch, turn) -> {
              List<String> own = new ArrayList<>();
              while (batch.next()) {
                own.add(batch.place() + " " + text(batch));
              }
              turn.await();
              seen.addAll(own);
            });
    RecordRun.run(files, works, silent(files));

    assertEquals(expected, seen);
  }

  /** Some lines are longer than a batch, some are blank, and the last one may have no end. */
  private static Path write(Path path, Random random, List<String> expected) throws IOException {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "\ufeff" : "");
    for (int line = 1; line <= 400; line++) {
      int kind = random.nextInt(100);
      String record = "x".repeat(kind == 0 ? 700_000 : random.nextInt(9_000)) + line;
      if (kind < 90) {
        text.append(record);
        expected.add(path + ":" + line + " " + record);
      } else {
        text.append(" \t");
      }
      text.append(line == 400 && random.nextBoolean() ? "" : random.nextBoolean() ? "\r\n" : "\n");
    }
    return Files.writeString(path, text);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aFaultInTheWorkEndsIt(int threads) throws Exception {
    Path path = Files.writeString(directory.resolve("a.jsonl"), "1\n".repeat(4_000_000));
    List<RecordFile> files = RecordFile.at(path);
    List<RecordRun.Work> works =
        Collections.nCopies(
            threads,
            (batch, turn) -> {
              turn.await();
              batch.next();
              throw new IOException("full at " + batch.line());
            });

    IOException fault =
        assertThrows(IOException.class, () -> RecordRun.run(files, works, silent(files)));

    assertEquals("full at 1", fault.getMessage());
  }

  @Test
  void aFileThatCannotBeReadIsToldAfterWhatStandsBeforeIt() throws Exception {
    Path good = Files.writeString(directory.resolve("a.jsonl"), "1\n2\n");
    byte[] beginOfGzip = {0x1f, (byte) 0x8b, 8};
    Path bad = Files.write(directory.resolve("b.jsonl.gz"), beginOfGzip);
    List<RecordFile> files = new ArrayList<>(RecordFile.at(good));
    files.addAll(RecordFile.at(bad));
    List<String> seen = Collections.synchronizedList(new ArrayList<>());

    ContainerException fault =
        assertThrows(
            ContainerException.class,
            () -> RecordRun.run(files, List.of((batch, _) -> collect(batch, seen)), silent(files)));

    assertEquals(bad + ": not a whole gzip file (cut off?)", fault.getMessage());
    assertEquals(List.of("1", "2"), seen);
  }

  @Test
  void aLineWithoutEndIsNotReadToItsEnd() throws Exception {
    Path path = directory.resolve("a.jsonl");
    Files.write(path, new byte[(25 << 20) + 1]);
    List<RecordFile> files = RecordFile.at(path);

    ContainerException fault =
        assertThrows(
            ContainerException.class,
            () -> RecordRun.run(files, List.of((batch, _) -> batch.next()), silent(files)));

    assertTrue(
        fault.getMessage().startsWith(path + ":1: longer than 26214400 bytes"), fault.getMessage());
  }

  @Test
  void anInterruptedRunEnds() throws Exception {
    Path path = Files.writeString(directory.resolve("a.jsonl"), "1\n".repeat(4_000_000));
    List<RecordFile> files = RecordFile.at(path);
    Thread reading = Thread.currentThread();
    RecordRun.Work work = (batch, turn) -> reading.interrupt();

    assertThrows(
        InterruptedException.class, () -> RecordRun.run(files, List.of(work, work), silent(files)));

    // The work may have gone on interrupting.
    boolean _ = Thread.interrupted();
  }

  private static void collect(RecordBatch batch, List<String> seen) {
    while (batch.next()) {
      seen.add(text(batch));
    }
  }

  private static String text(RecordBatch batch) {
    return new String(batch.bytes(), batch.offset(), batch.length(), StandardCharsets.UTF_8);
  }

  private static Progress silent(List<RecordFile> files) {
    return new Progress(files, Duration.ofHours(1), _ -> {});
  }
}
