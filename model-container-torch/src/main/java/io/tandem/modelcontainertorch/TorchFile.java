package io.tandem.modelcontainertorch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Whether a file is a whole TorchScript archive: a zip with code and tensors below one folder. The
 * library does not compare checksums, so a file that was damaged on its way would be served.
 */
final class TorchFile {
  private static final long MAX_BYTES = 2L << 30;
  private static final int MAX_ENTRIES = 100_000;

  /** Code and pickles are packed, tensors are not. */
  private static final long MAX_UNPACKED_BYTES = 256L << 20;

  private static final int BUFFER_BYTES = 1 << 16;

  private TorchFile() {}

  /**
   * @throws TorchException naming what is wrong with it
   * @throws IOException when it cannot be read
   */
  static void check(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new TorchException(
          "it has %d bytes; at most %d".formatted(Files.size(file), MAX_BYTES));
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.size() > MAX_ENTRIES) {
        throw new TorchException(
            "it has %d entries; at most %d".formatted(zip.size(), MAX_ENTRIES));
      }
      expect(zip.getComment() == null, "its end is not that of PyTorch's archives");
      List<? extends ZipEntry> entries = Collections.list(zip.entries());
      checkNames(entries);
      checkSizes(entries, Files.size(file));
      for (ZipEntry entry : entries) {
        checkContent(zip, entry);
      }
    } catch (ZipException e) {
      throw new TorchException("it is damaged or cut off (" + e.getMessage() + ")", e);
    }
  }

  private static void checkNames(List<? extends ZipEntry> entries) {
    Set<String> names = new HashSet<>();
    String folder = "";
    boolean hasCode = false;
    for (ZipEntry entry : entries) {
      String name = entry.getName();
      int slash = name.indexOf('/');
      expect(slash > 0, "an entry lies in no folder");
      folder = folder.isEmpty() ? name.substring(0, slash + 1) : folder;
      expect(name.startsWith(folder), "its entries lie in several folders");
      expect(isPlain(name), "the path of an entry leads elsewhere");
      expect(names.add(name), "it has two entries of one name");
      hasCode |= name.startsWith(folder + "code/");
    }
    expect(hasCode, "it has no code: it is no TorchScript");
    for (String part : List.of("data.pkl", "constants.pkl", "version")) {
      expect(names.contains(folder + part), "it has no " + part);
    }
  }

  private static boolean isPlain(String name) {
    if (name.indexOf('\\') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
      return false;
    }
    for (String part : name.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return true;
  }

  private static void checkSizes(List<? extends ZipEntry> entries, long fileBytes) {
    long packed = 0;
    long unpacked = 0;
    for (ZipEntry entry : entries) {
      expect(entry.getSize() >= 0 && entry.getCompressedSize() >= 0, "an entry states no size");
      packed += entry.getCompressedSize();
      expect(packed <= fileBytes, "its entries are larger than itself");
      if (entry.getMethod() == ZipEntry.STORED) {
        expect(entry.getSize() == entry.getCompressedSize(), "an entry states two sizes");
      } else {
        unpacked += entry.getSize();
        expect(
            unpacked <= MAX_UNPACKED_BYTES,
            "unpacked its entries have more than %d bytes".formatted(MAX_UNPACKED_BYTES));
      }
    }
  }

  /** An entry that unpacks to more than it states is read no further than that. */
  private static void checkContent(ZipFile zip, ZipEntry entry) throws IOException {
    CRC32 checksum = new CRC32();
    long left = entry.getSize();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = zip.getInputStream(entry)) {
      for (int read = in.read(buffer); read >= 0 && left >= 0; read = in.read(buffer)) {
        checksum.update(buffer, 0, read);
        left -= read;
      }
    }
    expect(left == 0, "an entry has another size than it states");
    expect(checksum.getValue() == entry.getCrc(), "a checksum does not fit");
  }

  private static void expect(boolean holds, String fault) {
    if (!holds) {
      throw new TorchException("it is damaged: " + fault);
    }
  }
}
