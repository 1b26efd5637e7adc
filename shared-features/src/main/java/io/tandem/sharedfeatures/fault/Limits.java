package io.tandem.sharedfeatures.fault;

import io.tandem.strictjson.JsonLimits;

/**
 * What one order, and one definition, may hold. Beyond any of these it is rejected, so that no
 * order, however hostile, costs more than its size, and no definition more than it can use.
 */
public final class Limits {
  /** Bytes; no array of the JVM is longer. */
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  /** Levels of objects and arrays; steps of a path. */
  public static final int DEPTH = 64;

  /** Elements of one array that a source reads; the order format allows 2 000 lines. */
  public static final int ARRAY = 2_000;

  /** Characters (UTF-16 units) of a text that a source reads. */
  public static final int TEXT = 4_096;

  /** Characters of a text that a source reads, whatever its policy; {@link #TEXT} comes after. */
  public static final int SKIPPED_TEXT = 65_536;

  /** Characters of one field name. */
  public static final int NAME = 1_024;

  /** Characters of one number. */
  public static final int NUMBER = 400;

  /** Of any document: its parts. What it may hold as a whole is for its reader to say. */
  public static final JsonLimits JSON =
      new JsonLimits(LONGEST_ARRAY, DEPTH, SKIPPED_TEXT, NAME, NUMBER);

  /** Sources of a definition. */
  public static final int SOURCES = 2_000;

  /** Named values of a definition. */
  public static final int VALUES = 2_000;

  /** Keys of a table. */
  public static final int TABLE = 1_000_000;

  /** Characters of a pattern that texts are matched with; and instructions it compiles to. */
  public static final int PATTERN = 1_000;

  /** Features of a definition. */
  public static final int FEATURES = 5_000;

  /** Words of one expression; also bounds how deep its evaluation nests. */
  public static final int WORDS = 4_000;

  /** How many calls wait for each other when a value is computed: bounds the stack. */
  public static final int NESTING = 2_500;

  /** Columns of all features together. */
  public static final int COLUMNS = 100_000;

  /** Columns of one feature, and categories in a list. */
  public static final int COLUMNS_OF_ONE = 10_000;

  /** Characters of the text of a reason in one language; of the name of its group. */
  public static final int REASON_TEXT = 200;

  public static final int REASON_GROUP = 64;

  /** Languages of a reason. */
  public static final int REASON_LANGUAGES = 20;

  private Limits() {}
}
