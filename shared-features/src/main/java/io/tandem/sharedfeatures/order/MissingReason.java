package io.tandem.sharedfeatures.order;

/** Whether an order had a value for a source, and if not, why. */
public enum MissingReason {
  /** The order had a value that the source reads. */
  READ(0),
  /** The field, or what it would stand in, is not there. */
  ABSENT(1),
  /** {@code null}, or a blank text. */
  EMPTY(2),
  /** Of another JSON type, there or on the way there, or a text that the kind cannot read. */
  WRONG_TYPE(3),
  /** A number outside the range. */
  OUT_OF_RANGE(4),
  /** A time zone that the database does not know. */
  UNKNOWN_ZONE(5);

  private static final MissingReason[] BY_CODE = values();

  /** How many there are. */
  static final int COUNT = BY_CODE.length;

  /** Small enough for an array per order and source. */
  final byte code;

  MissingReason(int code) {
    this.code = (byte) code;
  }

  static MissingReason of(byte code) {
    return BY_CODE[code];
  }
}
