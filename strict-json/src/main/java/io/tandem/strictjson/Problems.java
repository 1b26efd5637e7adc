package io.tandem.strictjson;

import java.util.ArrayList;
import java.util.List;

/**
 * The problems of one document: the first {@value #KEPT} problems are kept, the others counted. Not
 * for several threads.
 */
public final class Problems {
  /** More than anybody reads; a file of another kind may have millions. */
  static final int KEPT = 1_000;

  private final List<String> first = new ArrayList<>();
  private int size;

  public void add(String problem) {
    size++;
    if (first.size() < KEPT) {
      first.add(problem);
    }
  }

  /** Whether the words of further problems are dropped. */
  public boolean isFull() {
    return first.size() == KEPT;
  }

  /** How many were added, kept or not. */
  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** The kept ones, in the order they were found, and how many more there are. */
  public List<String> all() {
    List<String> all = new ArrayList<>(first);
    if (size > KEPT) {
      all.add("and " + (size - KEPT) + " more");
    }
    return all;
  }
}
