package io.tandem.sharedfeatures.history;

/** What {@link OrderLives} finds among the rows of an order that is not as it should be. */
public enum Finding {
  /** It must be refused: two orders cannot be told apart. */
  OTHER_ORDER("has the id of another order, with other values"),
  /** It counts nowhere, as nobody knows whose it is. */
  UNKNOWN_ORDER("is of an order that is not among the orders"),
  /** It counts nowhere, as what it says cannot happen any more, or was said before. */
  OUT_OF_PLACE("does not follow what happened to its order before, or repeats it");

  private final String words;

  Finding(String words) {
    this.words = words;
  }

  /** The end of a sentence that begins with the place of an order or event. */
  public String words() {
    return words;
  }
}
