package io.tandem.sharedfeatures.order;

import java.util.Arrays;

/**
 * Of the order at hand, per source and element, whether there was a value, and if not, why. Not
 * thread-safe.
 */
final class MissingReasons {
  private static final int FIRST_CAPACITY = 32;
  private static final byte READ = MissingReason.READ.code;
  private static final byte ABSENT = MissingReason.ABSENT.code;
  private static final byte EMPTY = MissingReason.EMPTY.code;

  private final SourceTree tree;

  /** By slot: of the value, or of the array whose elements the source reads. */
  private final byte[] causes;

  /** By slot and element. */
  private final byte[][] elements;

  MissingReasons(SourceTree tree) {
    this.tree = tree;
    this.causes = new byte[tree.slots()];
    this.elements = new byte[tree.slots()][0];
  }

  void reset() {
    Arrays.fill(causes, ABSENT);
  }

  void resetElement(int[] slots, int index) {
    for (int slot : slots) {
      set(slot, index, ABSENT);
    }
  }

  void set(int[] slots, int index, MissingReason cause) {
    for (int slot : slots) {
      set(slot, index, cause.code);
    }
  }

  void set(int slot, int index, MissingReason cause) {
    set(slot, index, cause.code);
  }

  void read(int slot, int index) {
    set(slot, index, READ);
  }

  private void set(int slot, int index, byte cause) {
    if (index == ValueReader.NOT_IN_ARRAY) {
      causes[slot] = cause;
      return;
    }
    if (index >= elements[slot].length) {
      elements[slot] = Arrays.copyOf(elements[slot], Math.max(FIRST_CAPACITY, 2 * index));
    }
    elements[slot][index] = cause;
  }

  /**
   * @param index of the element, or {@link ValueReader#NOT_IN_ARRAY}
   */
  MissingReason get(int slot, int index) {
    return MissingReason.of(
        index == ValueReader.NOT_IN_ARRAY ? causes[slot] : elements[slot][index]);
  }

  /**
   * Adds up what this order lacked.
   *
   * @param accepted false when the order was rejected, maybe half way, so that what is missing in
   *     it is not known
   */
  void count(Row row, SourceCounts counts, boolean accepted) {
    if (accepted) {
      counts.addOrder();
    }
    for (int slot = 0; slot < causes.length; slot++) {
      int length = tree.isEach(slot) ? row.lengths[tree.array(slot)] : 0;
      if (length > 0) {
        countElements(slot, length, counts, accepted);
      } else if (isCounted(causes[slot], accepted && !tree.isEach(slot))) {
        counts.add(slot, MissingReason.of(causes[slot]));
      }
    }
  }

  private void countElements(int slot, int length, SourceCounts counts, boolean accepted) {
    byte[] found = elements[slot];
    for (int i = 0; i < length; i++) {
      if (isCounted(found[i], accepted)) {
        counts.add(slot, MissingReason.of(found[i]));
      }
    }
  }

  private static boolean isCounted(byte cause, boolean whenMissing) {
    return cause != READ && (whenMissing || (cause != ABSENT && cause != EMPTY));
  }
}
