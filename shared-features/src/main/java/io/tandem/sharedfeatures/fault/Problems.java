package io.tandem.sharedfeatures.fault;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a definition: the first ones are kept, the others counted. */
public final class Problems {
  /** More than anybody reads; of a file that is no definition there may be millions. */
  static final int KEPT = 1_000;

  private final List<String> first = new ArrayList<>();
  private int size;

  public void add(String problem) {
    size++;
    if (first.size() < KEPT) {
      first.add(problem);
    }
  }

  /** Whether words for further ones are in vain. */
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
