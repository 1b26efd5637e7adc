package io.tandem.sharedfeatures.history;

import java.io.Serial;

/** The histories cannot be computed from these orders and events. */
public final class HistoryException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final byte[] place;

  /**
   * @param place of the order or event, as its reader was given it
   */
  HistoryException(byte[] place, String fault) {
    super(fault);
    this.place = place.clone();
  }

  /** Of the order or event, as its reader was given it. */
  public byte[] place() {
    return place.clone();
  }

  /** What is wrong there; never null. */
  public String fault() {
    return String.valueOf(getMessage());
  }
}
