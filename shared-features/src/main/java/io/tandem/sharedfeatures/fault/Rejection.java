package io.tandem.sharedfeatures.fault;

/**
 * Why an order or a record cannot be used.
 *
 * @param place as a JSON path: {@code $.shopping_cart[2].price}
 * @param fault what is wrong there and what was expected; never the value
 */
public record Rejection(String place, String fault) {
  /**
   * What rejections with the same fault have in common: elements of arrays and places in the line
   * are left out. There are as many as a definition has sources and ways to be wrong.
   */
  public String kind() {
    StringBuilder kind = new StringBuilder();
    boolean inElement = false;
    for (int i = 0; i < place.length(); i++) {
      char c = place.charAt(i);
      inElement = c == '[' || (inElement && c != ']');
      if (!inElement || c == '[') {
        kind.append(c);
      }
    }
    int where = Math.max(fault.lastIndexOf(" at column "), fault.lastIndexOf(" at byte "));
    return kind.append(' ').append(where < 0 ? fault : fault.substring(0, where)).toString();
  }

  @Override
  public String toString() {
    return place + " " + fault;
  }
}
