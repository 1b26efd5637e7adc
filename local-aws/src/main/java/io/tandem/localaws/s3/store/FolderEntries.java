package io.tandem.localaws.s3.store;

import io.tandem.localsagemaker.s3.PartFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The files and folders of one folder in the order of keys, in which a folder counts as its name
 * and {@code /}. However many there are, a thousand names are held: each batch reads the folder
 * anew, which is faster than to ask for the kind of each of its entries. Not for several threads.
 */
final class FolderEntries {
  private static final int BATCH = 1000;

  private final Path folder;
  private final String start;
  private final Deque<String> batch = new ArrayDeque<>();
  private @Nullable String from;

  /**
   * @param start of the names; empty for all
   * @param from the first one, or what would come before it
   */
  FolderEntries(Path folder, String start, String from) {
    this.folder = folder;
    this.start = start;
    this.from = KeyOrder.UTF_8.compare(from, start) < 0 ? start : from;
  }

  /** A name, with {@code /} for a folder; null at the end. */
  @Nullable String next() throws IOException {
    while (batch.isEmpty() && from != null) {
      read(from);
    }
    return batch.poll();
  }

  private void read(String first) throws IOException {
    // The largest on top, to be dropped for a smaller one.
    var names = new PriorityQueue<String>(KeyOrder.UTF_8.reversed());
    boolean dropped = false;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (isWanted(entry, name, first)) {
          names.add(name);
          if (names.size() > BATCH) {
            names.poll();
            dropped = true;
          }
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // Deleted since it was seen.
      names.clear();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    String last = dropped ? names.peek() : null;
    List<String> keys = new ArrayList<>();
    for (String name : names) {
      // A folder counts as more than its name, and may so come behind names that were dropped.
      kind(name)
          .filter(key -> last == null || KeyOrder.UTF_8.compare(key, last) <= 0)
          .ifPresent(keys::add);
    }
    keys.sort(KeyOrder.UTF_8);
    batch.addAll(keys);
    from = last == null ? null : last + '\0';
  }

  private boolean isWanted(Path entry, String name, String first) throws IOException {
    // A folder is at least its name and '/'.
    return name.startsWith(start)
        && !PartFile.isPart(entry)
        && KeyOrder.UTF_8.compare(name + '/', first) >= 0
        && isSame(entry, name)
        && (KeyOrder.UTF_8.compare(name, first) >= 0
            || kind(name).filter(key -> key.endsWith("/")).isPresent());
  }

  /** A name that is not in UTF-8 reads as another. */
  private static boolean isSame(Path entry, String name) {
    try {
      return Path.of(name).equals(entry.getFileName());
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Empty for what is neither a file nor a folder, such as a link. */
  private Optional<String> kind(String name) throws IOException {
    Optional<BasicFileAttributes> found = StoreFolder.attributes(folder.resolve(name));
    if (found.filter(BasicFileAttributes::isDirectory).isPresent()) {
      return Optional.of(name + '/');
    }
    return found.filter(BasicFileAttributes::isRegularFile).map(_ -> name);
  }
}
