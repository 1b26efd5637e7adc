package io.tandem.strictjson;

/**
 * How large a document and its parts may be. A larger one is refused, so that no document costs
 * more than its size.
 *
 * @param bytes of the document
 * @param depth levels of objects and arrays
 * @param text characters (UTF-16 units) of one text
 * @param name characters of one field name
 * @param number characters of one number
 */
public record JsonLimits(int bytes, int depth, int text, int name, int number) {
  private static final int DEPTH = 64;
  private static final int TEXT = 65_536;
  private static final int NAME = 1_024;
  private static final int NUMBER = 400;

  /** Depth and parts as in any document that people write. */
  public static JsonLimits ofBytes(int bytes) {
    return new JsonLimits(bytes, DEPTH, TEXT, NAME, NUMBER);
  }
}
