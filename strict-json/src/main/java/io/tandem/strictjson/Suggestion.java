package io.tandem.strictjson;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Offers the known name that an unknown one was probably meant to be. */
public final class Suggestion {
  /** Characters of a name; longer ones are not compared, as that costs the product of both. */
  private static final int LONGEST = 64;

  private Suggestion() {}

  /** {@code "; did you mean amount?"}, or an empty text when no known name is near. */
  public static String hint(String unknown, Collection<String> known) {
    return of(unknown, known).map(name -> "; did you mean " + name + "?").orElse("");
  }

  /**
   * The known name at the smallest distance; of several the alphabetically first. Empty when even
   * that one differs in more than a third of the unknown name's letters (and more than two).
   */
  public static Optional<String> of(String unknown, Collection<String> known) {
    String nearest = "";
    int smallest = 1 + Math.max(2, unknown.length() / 3);
    for (String name : unknown.length() > LONGEST ? List.<String>of() : known) {
      if (Math.abs(name.length() - unknown.length()) > smallest) {
        continue; // as many letters would have to be put in or left out
      }
      int distance = distance(unknown, name);
      if (distance < smallest || (distance == smallest && name.compareTo(nearest) < 0)) {
        smallest = distance;
        nearest = name;
      }
    }
    return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
  }

  /** Letters inserted, left out, replaced, or swapped with their neighbour. */
  static int distance(String a, String b) {
    int[] beforePrevious = new int[b.length() + 1];
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
        if (swapped(a, i, b, j)) {
          current[j] = Math.min(current[j], 1 + beforePrevious[j - 2]);
        }
      }
      beforePrevious = previous;
      previous = current;
    }
    return previous[b.length()];
  }

  private static boolean swapped(String a, int i, String b, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
