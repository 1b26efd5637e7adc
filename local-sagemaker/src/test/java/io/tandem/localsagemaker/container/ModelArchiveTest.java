package io.tandem.localsagemaker.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tandem.localsagemaker.terminal.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModelArchiveTest {
  @TempDir private Path folder;
  private Path archive = Path.of("model.tar.gz");
  private Path target = Path.of("model");

  /** Writes the entries of one archive. */
  @FunctionalInterface
  private interface Entries {
    void write(TarArchiveOutputStream tar) throws IOException;
  }

  @BeforeEach
  void createFolders() throws IOException {
    archive = folder.resolve("model.tar.gz");
    target = Files.createDirectory(folder.resolve("model"));
  }

  @Test
  void filesAndFoldersAreUnpacked() throws Exception {
    write(
        tar -> {
          entry(tar, new TarArchiveEntry("./"), "");
          entry(tar, new TarArchiveEntry("./code/"), "");
          entry(tar, new TarArchiveEntry("./code/a.txt"), "one");
          entry(tar, new TarArchiveEntry("deep/er/b.txt"), "two");
          entry(tar, new TarArchiveEntry("n".repeat(120) + "/c"), "");
        });

    ModelArchive.of(archive).unpack(target);

    assertEquals("one", Files.readString(target.resolve("code/a.txt")));
    assertEquals("two", Files.readString(target.resolve("deep/er/b.txt")));
    assertTrue(Files.isRegularFile(target.resolve("n".repeat(120)).resolve("c")));
  }

  @ParameterizedTest
  @CsvSource({"../outside", "a/../../outside", "/outside", "a/.."})
  void namesThatLeadOutAreRefused(String name) throws IOException {
    write(
        tar -> {
          entry(tar, new TarArchiveEntry("first"), "1");
          entry(tar, new TarArchiveEntry(name, true), "2");
        });

    assertFault(name + " in it leads out of the folder");
    assertTrue(Files.notExists(folder.resolve("outside")));
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4", "6"})
  void linksAndDevicesAreRefused(char type) throws IOException {
    write(
        tar -> {
          var link = new TarArchiveEntry("trap", (byte) type);
          link.setLinkName("/etc/passwd");
          entry(tar, link, "");
        });

    assertFault("trap in it is not a plain file or folder (no links, no devices)");
  }

  @Test
  void aFileBehindALinkIsNeverWritten() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    write(
        tar -> {
          var link = new TarArchiveEntry("door", TarConstants.LF_SYMLINK);
          link.setLinkName(outside.toString());
          entry(tar, link, "");
          entry(tar, new TarArchiveEntry("door/file"), "x");
        });

    assertFault("door in it is not a plain file or folder (no links, no devices)");
    assertEquals(0, outside.toFile().list().length);
  }

  @Test
  void aFileIsNotWrittenTwice() throws IOException {
    write(
        tar -> {
          entry(tar, new TarArchiveEntry("a"), "1");
          entry(tar, new TarArchiveEntry("./a"), "2");
        });

    assertFault("holds a file twice, or a file where another entry needs a folder");
    assertEquals("1", Files.readString(target.resolve("a")));
  }

  @Test
  void aFileInTheWayOfAFolderIsAFault() throws IOException {
    write(
        tar -> {
          entry(tar, new TarArchiveEntry("a"), "1");
          entry(tar, new TarArchiveEntry("a/b"), "2");
        });

    assertFault("holds a file twice, or a file where another entry needs a folder");
  }

  @Test
  void tooManyEntriesAreAFault() throws Exception {
    write(
        tar -> {
          for (int i = 0; i < 4; i++) {
            entry(tar, new TarArchiveEntry("f" + i), "");
          }
        });

    new ModelArchive(archive, 4, 100).unpack(Files.createDirectory(folder.resolve("enough")));
    assertFault(new ModelArchive(archive, 3, 100), "holds more than 3 entries");
  }

  @Test
  void tooManyBytesAreAFault() throws Exception {
    write(
        tar -> {
          entry(tar, new TarArchiveEntry("a"), "x".repeat(60));
          entry(tar, new TarArchiveEntry("b"), "x".repeat(41));
        });

    new ModelArchive(archive, 9, 101).unpack(Files.createDirectory(folder.resolve("enough")));
    assertFault(new ModelArchive(archive, 9, 100), "unpacks to more than 100 bytes");
  }

  @Test
  void aHugeNameIsAFault() throws IOException {
    write(
        tar -> {
          var name = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
          entry(tar, name, "n".repeat(1_000_000));
          entry(tar, new TarArchiveEntry("a"), "");
        });

    assertFault(
        "unpacks to more than 8589934592 bytes, or has an entry's header of more than 65536");
  }

  @Test
  void cutOffArchivesAreFaultsWhereverTheCutIs() throws IOException {
    write(tar -> entry(tar, new TarArchiveEntry("a"), "some content".repeat(1000)));
    byte[] whole = Files.readAllBytes(archive);

    for (int length = 0; length < whole.length - 8; length++) {
      Files.write(archive, Arrays.copyOf(whole, length));
      Path empty = Files.createDirectory(folder.resolve("cut" + length));
      assertThrows(SetupException.class, () -> ModelArchive.of(archive).unpack(empty));
    }
  }

  @Test
  void anInterruptIsNoFault() throws IOException {
    write(tar -> entry(tar, new TarArchiveEntry("a"), "1"));
    Thread.currentThread().interrupt();

    assertThrows(InterruptedException.class, () -> ModelArchive.of(archive).unpack(target));
  }

  @Test
  void whatIsNoArchiveIsTold() throws IOException {
    Files.writeString(archive, "plain text");
    assertFault("is not a gzip file, or is damaged");
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(archive))) {
      gzip.write("no tar".getBytes(UTF_8));
    }
    assertFault("holds no entries; expected a tar file inside the gzip");
    Files.delete(archive);
    assertFault("is not a file");
  }

  private void write(Entries entries) throws IOException {
    try (var tar =
        new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      entries.write(tar);
    }
  }

  private static void entry(TarArchiveOutputStream tar, TarArchiveEntry entry, String content)
      throws IOException {
    byte[] bytes = content.getBytes(UTF_8);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  private void assertFault(String fault) {
    assertFault(ModelArchive.of(archive), fault);
  }

  private void assertFault(ModelArchive broken, String fault) {
    var exception = assertThrows(SetupException.class, () -> broken.unpack(target));
    assertEquals("model archive " + archive + " " + fault, exception.getMessage());
  }
}
