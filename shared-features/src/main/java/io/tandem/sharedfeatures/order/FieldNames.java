package io.tandem.sharedfeatures.order;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of one object's fields so far, to find one that comes twice. A few names are compared
 * one by one; an object with more of them goes on with a set, which no choice of names makes slow.
 * Reused from object to object. Not thread-safe.
 */
final class FieldNames {
  private static final int FEW = 24;

  private final String[] names = new String[FEW];
  private final int[] hashes = new int[FEW];
  private int count;
  private @Nullable Set<String> many;

  /** For the next object. */
  void reset() {
    count = 0;
    many = null;
  }

  /** False when the object has had a field of this name. */
  boolean add(String name) {
    if (many != null) {
      return many.add(name);
    }
    int hash = name.hashCode();
    for (int i = 0; i < count; i++) {
      if (hashes[i] == hash && names[i].equals(name)) {
        return false;
      }
    }
    if (count == FEW) {
      many = new HashSet<>(Arrays.asList(names));
      return many.add(name);
    }
    names[count] = name;
    hashes[count] = hash;
    count++;
    return true;
  }
}
