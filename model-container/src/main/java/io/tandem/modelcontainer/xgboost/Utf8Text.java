package io.tandem.modelcontainer.xgboost;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts of a model file, of which there may be thousands. */
final class Utf8Text {
  /** What decoders put in place of bytes that are no text. */
  private static final char REPLACEMENT = '\ufffd';

  private Utf8Text() {}

  /**
   * A part of a file.
   *
   * @throws ModelException when it is not UTF-8
   */
  static String of(byte[] file, int begin, int length) {
    String text = new String(file, begin, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) < 0) {
      return text;
    }
    try { // The character itself may be in the text.
      ByteBuffer bytes = ByteBuffer.wrap(file, begin, length);
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new ModelException("the text at byte " + begin + " is not UTF-8");
    }
  }
}
