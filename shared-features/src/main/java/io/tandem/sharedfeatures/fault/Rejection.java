package io.tandem.sharedfeatures.fault;

/**
 * Why an order or a record cannot be used.
 *
 * @param place as a JSON path: {@code $.shopping_cart[2].price}
 * @param fault what is wrong there and what was expected; never the value
 */
public record Rejection(String place, String fault) {
  @Override
  public String toString() {
    return place + " " + fault;
  }
}
