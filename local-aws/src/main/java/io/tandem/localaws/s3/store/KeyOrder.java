package io.tandem.localaws.s3.store;

import java.util.Comparator;

/**
 * The order of S3's lists: that of the keys' bytes in UTF-8, which is that of their code points.
 */
public final class KeyOrder implements Comparator<String> {
  public static final KeyOrder UTF_8 = new KeyOrder();

  private KeyOrder() {}

  @Override
  public int compare(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        return rank(a) - rank(b);
      }
    }
    return left.length() - right.length();
  }

  /** Surrogates stand for code points above all other chars, though 0xE000 to 0xFFFF are larger. */
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }
}
