package io.tandem.sparkfeatures;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;

/**
 * Rows that a step gives one after the other, none or several for each that it takes: nothing is
 * held but what one of them gave. Used by one thread.
 */
abstract class Pushed<T> implements Iterator<T> {
  private final Queue<T> ready = new ArrayDeque<>();
  private boolean ended;

  /** Takes one more, which may give rows; false when there is none any more. */
  abstract boolean step();

  /** Gives a row. */
  final void give(T row) {
    ready.add(row);
  }

  @Override
  public final boolean hasNext() {
    while (ready.isEmpty() && !ended) {
      ended = !step();
    }
    return !ready.isEmpty();
  }

  @Override
  public final T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }
}
