package io.tandem.sharedfeatures.fault;

import java.util.Collection;
import java.util.List;

/** Offers the known name nearest to an unknown one. */
public final class Nearest {
  /** Characters of a name; longer ones are not compared, as that costs the product of both. */
  static final int LONGEST = 64;

  private Nearest() {}

  /**
   * {@code "; did you mean amount?"}, or an empty text when nothing is near. Of several at the same
   * distance the alphabetically first.
   */
  public static String hint(String unknown, Collection<String> known) {
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
    return nearest.isEmpty() ? "" : "; did you mean " + nearest + "?";
  }

  /** Letters inserted, left out, replaced, or swapped with their neighbour. */
  public static int distance(String a, String b) {
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
