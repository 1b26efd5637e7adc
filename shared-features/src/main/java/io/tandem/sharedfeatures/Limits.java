package io.tandem.sharedfeatures;

/**
 * What one order may hold. Beyond any of these it is rejected, so that no order, however hostile,
 * costs more than its size.
 */
final class Limits {
  /** Levels of objects and arrays. */
  static final int DEPTH = 64;

  /** Elements of one array that a source reads; the order format allows 2 000 lines. */
  static final int ARRAY = 2_000;

  /** Characters of one text, read or skipped. */
  static final int TEXT = 65_536;

  /** Characters of one field name. */
  static final int NAME = 1_024;

  /** Characters of one number. */
  static final int NUMBER = 400;

  private Limits() {}
}
