package io.tandem.localaws.states.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tandem.localaws.resource.Members;
import io.tandem.localaws.states.definition.StateException;
import io.tandem.strictjson.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("run.jsonl");
  }

  /** A disk that has room for half a line, whenever it is full. */
  private static final class Disk extends RandomAccessFile {
    boolean full;

    Disk(Path file) throws IOException {
      super(file.toFile(), "rw");
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      if (full) {
        super.write(bytes, 0, bytes.length / 2);
        throw new IOException("No space left on device");
      }
      super.write(bytes);
    }
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    Journal.read(file, (kind, line) -> lines.add(kind + " " + line.compact()));
    return lines;
  }

  @Test
  void halfALineOfAFullDiskIsCutOff() throws IOException {
    var disk = new Disk(file);
    try (var journal = new Journal(disk, 0)) {
      journal.append("a", Json.num(1L));
      disk.full = true;
      assertThrows(UncheckedIOException.class, () -> journal.append("b", Json.num(2L)));
      assertEquals(List.of("a 1"), lines());

      disk.full = false;
      journal.append("c", Json.num(3L));
    }

    assertEquals(List.of("a 1", "c 3"), lines());
  }

  @Test
  void anEventThatIsNotWrittenHasNoId() throws IOException, StateException {
    var disk = new Disk(file);
    try (var journal = new Journal(disk, 0)) {
      var history = new History(journal, 0);
      disk.full = true;
      assertThrows(
          UncheckedIOException.class, () -> history.add(0, "PassStateEntered", "", new Members()));
      assertEquals(0, history.count());

      disk.full = false;
      assertEquals(1, history.add(0, "PassStateEntered", "", new Members()));
    }
  }
}
