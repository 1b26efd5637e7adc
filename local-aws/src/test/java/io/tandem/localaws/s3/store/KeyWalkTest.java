package io.tandem.localaws.s3.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walk against a sorted set of all keys. */
final class KeyWalkTest {
  private static final Comparator<String> BYTES =
      (a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));
  private static final int LARGE = Integer.getInteger("tandem.s3-files", 20_000);

  private static NavigableSet<String> create(Path bucket, List<String> keys) throws IOException {
    var all = new TreeSet<>(BYTES);
    for (String key : keys) {
      Files.createDirectories(bucket.resolve(key).getParent());
      Files.createFile(bucket.resolve(key));
      all.add(key);
    }
    return all;
  }

  private static List<String> walk(Path bucket, String prefix, String after, int most)
      throws IOException {
    var walk = new KeyWalk(bucket, prefix, after);
    List<String> keys = new ArrayList<>();
    for (String key = walk.next(); key != null && keys.size() < most; key = walk.next()) {
      keys.add(key);
    }
    return keys;
  }

  private static List<String> expected(
      NavigableSet<String> all, String prefix, String after, int most) {
    return all.tailSet(after, false).stream()
        .filter(key -> key.startsWith(prefix))
        .limit(most)
        .toList();
  }

  @Test
  void randomTreesAreWalkedFromAnyPlace(@TempDir Path bucket) throws IOException {
    String[] names = {"a", "b", "a-", "a.b", "a0", "A", "é", "\uffee", "\ud83d\ude00", "!", "~"};
    var random = new Random(5);
    var keys = new TreeSet<String>();
    while (keys.size() < 300) {
      var key = new StringBuilder();
      for (int depth = random.nextInt(4); depth > 0; depth--) {
        key.append(names[random.nextInt(names.length)]).append("/");
      }
      // Files end with a letter of their own, so that none has the name of a folder.
      keys.add(key.append(names[random.nextInt(names.length)]).append('x').toString());
    }
    NavigableSet<String> all = create(bucket, List.copyOf(keys));
    Files.createDirectories(bucket.resolve("empty/er"));

    assertEquals(List.copyOf(all), walk(bucket, "", "", 1000));
    List<String> there = List.copyOf(all);
    for (int i = 0; i < 2000; i++) {
      String some = there.get(random.nextInt(there.size()));
      String prefix = some.substring(0, random.nextInt(some.length() + 1));
      String other = there.get(random.nextInt(there.size()));
      String after = other.substring(0, random.nextInt(other.length() + 1));
      if (prefix.codePoints().anyMatch(c -> c >= 0xd800 && c < 0xe000)
          || after.codePoints().anyMatch(c -> c >= 0xd800 && c < 0xe000)) {
        continue;
      }
      assertEquals(
          expected(all, prefix, after, 20),
          walk(bucket, prefix, after, 20),
          prefix + " after " + after);
    }
  }

  @Test
  void aLargeFolderIsWalkedInPagesAndFoldersAmongTheFilesToo(@TempDir Path bucket)
      throws IOException {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < LARGE; i++) {
      keys.add("f" + Integer.toString(i, 36));
    }
    // In the order of keys, it comes behind thousands of names that follow its own.
    keys.removeIf(key -> key.equals("f"));
    for (int i = 0; i < 2500; i++) {
      keys.add("d-" + i);
    }
    keys.add("d/inside");
    NavigableSet<String> all = create(bucket, keys);

    List<String> pages = new ArrayList<>();
    String after = "";
    for (List<String> page = walk(bucket, "", after, 1000);
        !page.isEmpty();
        page = walk(bucket, "", after, 1000)) {
      pages.addAll(page);
      after = page.getLast();
    }
    assertEquals(List.copyOf(all), pages);
    assertEquals(List.copyOf(all), walk(bucket, "", "", Integer.MAX_VALUE));
  }

  @Test
  void whatIsSkippedIsNotEntered(@TempDir Path bucket) throws IOException {
    create(bucket, List.of("a/1", "a/2/3", "a/4", "a0", "b-1", "b-2", "c"));
    var walk = new KeyWalk(bucket, "", "");

    assertEquals("a/1", walk.next());
    walk.skip("a/");
    assertEquals("a0", walk.next());
    assertEquals("b-1", walk.next());
    walk.skip("b-");
    assertEquals("c", walk.next());
    assertNull(walk.next());
  }

  @Test
  void theOrderIsThatOfTheBytes() {
    var random = new Random(6);
    for (int i = 0; i < 20_000; i++) {
      String a = text(random);
      String b = text(random);

      assertEquals(
          Integer.signum(BYTES.compare(a, b)), Integer.signum(KeyOrder.UTF_8.compare(a, b)));
    }
    assertTrue(KeyOrder.UTF_8.compare("\uffee", "\ud83d\ude00") < 0);
  }

  private static String text(Random random) {
    int[] points = {'a', '/', 0x7f, 0xe9, 0xd7ff, 0xe000, 0xffee, 0x10000, 0x1f600, 0x10ffff};
    var text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }
}
