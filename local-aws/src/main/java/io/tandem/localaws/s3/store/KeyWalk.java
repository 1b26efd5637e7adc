package io.tandem.localaws.s3.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a bucket in the order of their bytes. What changes meanwhile is seen or not; each key
 * that stays is seen once. Links are no objects. Not for several threads.
 */
public final class KeyWalk {
  private final Path bucket;
  private final String prefix;
  private final String after;
  private final Deque<Level> levels = new ArrayDeque<>();
  private String skipped = "";

  /** A folder under way, and how the keys in it begin: empty, or ending with {@code /}. */
  private record Level(String start, FolderEntries entries) {}

  /**
   * @param prefix of the keys; may be any text
   * @param after keys come after this one; may be any text, empty for all
   */
  public KeyWalk(Path bucket, String prefix, String after) throws IOException {
    this.bucket = bucket;
    this.prefix = prefix;
    this.after = after;
    String start = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    boolean before = KeyOrder.UTF_8.compare(after, start) <= 0 || after.startsWith(start);
    if (before && isFolder(start)) {
      enter(start);
    }
  }

  /** Whether each part is a plain name, and a folder, not a link. */
  private boolean isFolder(String start) throws IOException {
    Path path = bucket;
    for (String name : start.isEmpty() ? new String[0] : start.split("/", -1)) {
      if (!name.isEmpty()) {
        if (!ObjectKey.isName(name)) {
          return false;
        }
        path = path.resolve(name);
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          return false;
        }
      }
    }
    return !start.startsWith("/") && !start.contains("//");
  }

  private void enter(String start) {
    String names = start.length() < prefix.length() ? prefix.substring(start.length()) : "";
    levels.push(new Level(start, new FolderEntries(bucket.resolve(start), names, from(start))));
  }

  /** The least name in a folder that can come after {@link #after}. */
  private String from(String start) {
    if (after.isEmpty() || !after.startsWith(start)) {
      return "";
    }
    String rest = after.substring(start.length());
    int slash = rest.indexOf('/');
    return slash < 0 ? rest + '\0' : rest.substring(0, slash + 1);
  }

  /** From now on, no key that begins so. */
  public void skip(String group) {
    skipped = group;
    while (!levels.isEmpty() && isSkipped(levels.peek().start())) {
      levels.pop();
    }
  }

  private boolean isSkipped(String key) {
    return !skipped.isEmpty() && key.startsWith(skipped);
  }

  /** Null at the end. */
  public @Nullable String next() throws IOException {
    for (Level level = levels.peek(); level != null; level = levels.peek()) {
      String name = level.entries().next();
      if (name == null) {
        levels.pop();
        continue;
      }
      String key = level.start() + name;
      if (isSkipped(key) || !ObjectKey.fits(key)) {
        continue;
      }
      if (!key.endsWith("/")) {
        if (KeyOrder.UTF_8.compare(key, after) > 0) {
          return key;
        }
      } else if (KeyOrder.UTF_8.compare(key, after) > 0 || after.startsWith(key)) {
        enter(key);
      }
    }
    return null;
  }
}
