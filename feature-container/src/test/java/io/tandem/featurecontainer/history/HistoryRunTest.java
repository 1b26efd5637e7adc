package io.tandem.featurecontainer.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.featurecontainer.records.Progress;
import io.tandem.featurecontainer.records.RecordFile;
import io.tandem.inferenceserver.ContainerException;
import io.tandem.sharedfeatures.history.HistoryDefinition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryRunTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "deferred-payment");

  @TempDir private Path folder;

  private static HistoryDefinition definition() throws IOException {
    return HistoryDefinition.read(Files.readAllBytes(EXAMPLE.resolve("history.json")));
  }

  private static List<RecordFile> file(String name) {
    return RecordFile.all(List.of(EXAMPLE.resolve(name).toString()), InputStream.nullInputStream());
  }

  private byte[] made(long sortBytes) throws Exception {
    HistoryFiles files =
        new HistoryFiles(
            file("sample.jsonl.gz"), file("other-orders.jsonl.gz"), file("events.jsonl.gz"));
    return made(files, sortBytes);
  }

  private byte[] made(HistoryFiles files, long sortBytes) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (HistoryRun run = new HistoryRun(definition(), files, folder, 2, sortBytes)) {
      run.read(some -> new Progress(some, Duration.ofDays(1), said -> {}));
      run.write(out, false);
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
    return out.toByteArray();
  }

  @Test
  void whatDoesNotFitTheMemoryIsSortedOnDisk() throws Exception {
    assertArrayEquals(made(Long.MAX_VALUE / 4), made(100_000));
  }

  private String faultOfChange(byte[] before, byte[] after) {
    int[] opened = {0};
    RecordFile changing =
        new RecordFile(
            "changing.jsonl",
            before.length,
            () -> new ByteArrayInputStream(opened[0]++ == 0 ? before : after));
    HistoryFiles files = new HistoryFiles(List.of(changing), List.of(), List.of());
    ContainerException fault =
        assertThrows(ContainerException.class, () -> made(files, Long.MAX_VALUE / 4));
    return String.valueOf(fault.getMessage());
  }

  @Test
  void aFileThatShrinksMeanwhileIsNamed() throws Exception {
    byte[] whole = Files.readAllBytes(EXAMPLE.resolve("sample.jsonl.gz"));

    assertEquals(
        "changing.jsonl:1: is not there any more: the file changed while it was read",
        faultOfChange(whole, new byte[0]));
  }

  /** Else each record would get the history of the one before it. */
  @Test
  void aLineThatIsInsertedMeanwhileIsNamed() throws Exception {
    byte[] before;
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(EXAMPLE.resolve("sample.jsonl.gz")))) {
      before = in.readAllBytes();
    }
    String text = new String(before, StandardCharsets.UTF_8);
    String first = text.substring(0, text.indexOf('\n') + 1);
    byte[] after = (first + text).getBytes(StandardCharsets.UTF_8);

    assertEquals(
        "changing.jsonl:2: is another line now: the file changed while it was read",
        faultOfChange(before, after));
  }
}
