package io.tandem.sharedfeatures.history;

import java.util.Arrays;

/**
 * How often each of many numbers is there, without an object for each of them. Zero is no number
 * that it takes. Not thread-safe.
 */
final class LongCounts {
  private long[] keys = new long[16];
  private int[] counts = new int[16];
  private int size;

  void clear() {
    if (keys.length > 1 << 10) {
      keys = new long[16];
      counts = new int[16];
    } else {
      Arrays.fill(keys, 0);
    }
    size = 0;
  }

  /** How many different ones there are. */
  int size() {
    return size;
  }

  void add(long key) {
    int at = find(key);
    if (keys[at] == key) {
      counts[at]++;
      return;
    }
    keys[at] = key;
    counts[at] = 1;
    if (++size * 2 > keys.length) {
      grow();
    }
  }

  /** Once less; it must be there. */
  void remove(long key) {
    int at = find(key);
    if (--counts[at] > 0) {
      return;
    }
    size--;
    // Those behind it move up, so that a search never meets a gap before its key (Knuth, 6.4 R).
    int mask = keys.length - 1;
    int gap = at;
    for (int next = (gap + 1) & mask; keys[next] != 0; next = (next + 1) & mask) {
      int home = home(keys[next]);
      if (((next - home) & mask) >= ((next - gap) & mask)) {
        keys[gap] = keys[next];
        counts[gap] = counts[next];
        gap = next;
      }
    }
    keys[gap] = 0;
  }

  private int find(long key) {
    int mask = keys.length - 1;
    int at = home(key);
    while (keys[at] != 0 && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  /** Spreads numbers that follow each other, too (Knuth, 6.4: Fibonacci hashing). */
  private int home(long key) {
    return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & (keys.length - 1);
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldCounts = counts;
    keys = new long[2 * oldKeys.length];
    counts = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        counts[at] = oldCounts[i];
      }
    }
  }
}
