package io.tandem.localsagemaker.container;

import io.tandem.localsagemaker.terminal.SetupException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A {@code model.tar.gz}. Unpacks regular files and folders and nothing else, never outside its
 * target and never over a file that is there.
 *
 * @param maxEntries files and folders it may hold
 * @param maxBytes it may hold when unpacked
 */
record ModelArchive(Path file, int maxEntries, long maxBytes) {
  /** What one header may take, long names included; the longest path that Linux takes is 4 KB. */
  private static final int MAX_HEADER_BYTES = 64 * 1024;

  /** With at most 10 000 entries and 8 GiB unpacked. */
  static ModelArchive of(Path file) {
    return new ModelArchive(file, 10_000, 8L << 30);
  }

  /**
   * @param folder exists and is empty
   * @throws SetupException when the archive is missing, broken or holds what is not allowed; what
   *     was unpacked until then stays for the owner of the folder to delete
   */
  void unpack(Path folder) throws InterruptedException {
    if (!Files.isRegularFile(file)) {
      throw new SetupException("model archive " + file + " is not a file");
    }
    try (InputStream in = Files.newInputStream(file);
        var gzip = new GZIPInputStream(new BufferedInputStream(in, 1 << 16), 1 << 16);
        var bounded = new BoundedInputStream(gzip);
        var tar = new TarArchiveInputStream(bounded)) {
      unpack(tar, bounded, folder);
    } catch (BoundedInputStream.TooLargeException e) {
      throw fault(
          "unpacks to more than %d bytes, or has an entry's header of more than %d"
              .formatted(maxBytes, MAX_HEADER_BYTES));
    } catch (EOFException e) {
      throw fault("is cut off");
    } catch (ZipException e) {
      throw fault("is not a gzip file, or is damaged");
    } catch (FileAlreadyExistsException e) {
      throw fault("holds a file twice, or a file where another entry needs a folder");
    } catch (InterruptedIOException e) {
      throw new InterruptedException();
    } catch (IOException | IllegalArgumentException e) {
      throw fault("cannot be unpacked: " + e.getMessage());
    }
  }

  private void unpack(TarArchiveInputStream tar, BoundedInputStream bounded, Path folder)
      throws IOException {
    long left = maxBytes;
    int entries = 0;
    bounded.allow(MAX_HEADER_BYTES);
    for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
      if (++entries > maxEntries) {
        throw fault("holds more than " + maxEntries + " entries");
      }
      left -= entry.getSize();
      if (entry.getSize() < 0 || left < 0) {
        throw fault("unpacks to more than " + maxBytes + " bytes");
      }
      // A record of padding follows the content, and buffering reads a little ahead.
      bounded.allow(entry.getSize() + MAX_HEADER_BYTES);
      unpack(tar, entry, target(folder, entry));
      bounded.allow(MAX_HEADER_BYTES);
    }
    if (entries == 0) {
      throw fault("holds no entries; expected a tar file inside the gzip");
    }
  }

  private void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
    } else {
      Path parent = target.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      long copied = Files.copy(tar, target);
      if (copied != entry.getSize()) {
        throw fault("is cut off");
      }
    }
  }

  /** Names are quoted as they are the archive's own and no caller's; control characters are not. */
  private Path target(Path folder, TarArchiveEntry entry) {
    String name = entry.getName();
    String shown = name.replaceAll("\\p{Cntrl}", "?");
    boolean plain = entry.isDirectory() || (entry.isFile() && isRegular(entry));
    if (!plain || entry.isSparse() || !entry.isCheckSumOK()) {
      throw fault(shown + " in it is not a plain file or folder (no links, no devices)");
    }
    try {
      Path path = Path.of(name);
      Path target = folder.resolve(path).normalize();
      boolean up = false;
      for (Path part : path) {
        up |= part.toString().equals("..");
      }
      if (path.isAbsolute() || up || name.startsWith("/") || !target.startsWith(folder)) {
        throw fault(shown + " in it leads out of the folder");
      }
      return target;
    } catch (InvalidPathException e) {
      throw fault(shown + " in it cannot be the name of a file here");
    }
  }

  private static boolean isRegular(TarArchiveEntry entry) {
    return !entry.isLink()
        && !entry.isSymbolicLink()
        && !entry.isCharacterDevice()
        && !entry.isBlockDevice()
        && !entry.isFIFO();
  }

  private SetupException fault(String fault) {
    return new SetupException("model archive " + file + " " + fault);
  }
}
